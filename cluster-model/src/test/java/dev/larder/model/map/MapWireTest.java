package dev.larder.model.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.larder.model.Fuzz;
import dev.larder.model.MalformedException;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.ClusterMapSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapWireTest {
    private static final Levels LEVELS =
            new Levels(List.of(new Level("Zone", List.of("z", "zz")), new Level("Pool", List.of("p"))), 4);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyMapAndEveryDifferenceSurvivesTheWire(long seed) throws InvalidProtocolBufferException {
        SplittableRandom random = new SplittableRandom(seed);
        ClusterMap map = change(random, ClusterMap.empty(LEVELS));
        ClusterMap older = map;
        for (int round = 0; round < 150; round++) {
            ClusterMap next = change(random, map);
            assertThat(ClusterMap.fromWire(
                            ClusterMapSnapshot.parseFrom(next.toWire().toByteArray())))
                    .isEqualTo(next);
            assertThat(ClusterMap.decode(next.encode())).isEqualTo(next);
            if (next.version() > map.version()) {
                assertThat(map.apply(
                                ClusterMapDelta.parseFrom(next.deltaFrom(map).toByteArray())))
                        .isEqualTo(next);
                assertThat(older.apply(next.deltaFrom(older))).isEqualTo(next);
            }
            if (random.nextInt(5) == 0) {
                older = map;
            }
            map = next;
        }
    }

    private static ClusterMap change(SplittableRandom random, ClusterMap map) {
        MapEdit edit = map.edit();
        String[] hosts = {
            "10.0.0." + random.nextInt(256),
            "255.255.255.255",
            "node-" + random.nextInt(9),
            "fd00::1",
            "1.2.3",
            "01.2.3.4"
        };
        for (int i = random.nextInt(3); i >= 0; i--) {
            edit.join(
                    "aks-pool-%04d".formatted(random.nextInt(40)),
                    Location.of("z" + random.nextInt(3), random.nextBoolean() ? "p" + random.nextInt(3) : ""),
                    hosts[random.nextInt(hosts.length)],
                    1 + random.nextInt(65_535),
                    1 + random.nextInt(5));
        }
        for (CacheNode node : map.nodes()) {
            switch (random.nextInt(30)) {
                case 0 -> edit.activate(node.name(), 9).drain(node.name());
                case 1 -> edit.activate(node.name(), 9).down(node.name());
                case 2 -> edit.activate(node.name(), 3).leafOnly(node.name());
                case 3 -> edit.activate(node.name(), 9).down(node.name()).remove(node.name());
                default -> {}
            }
        }
        return (random.nextInt(4) == 0 ? edit.settle() : edit).build();
    }

    @Test
    void aDeltaFitsOneMapOnly() {
        ClusterMap a = ClusterMap.empty(LEVELS)
                .edit()
                .join("m", Location.of("z", "p"), "h", 1, 1)
                .build();
        ClusterMap b = a.edit().join("n", Location.of("z", "p"), "h", 1, 1).build();
        ClusterMap c = b.edit().drain("n").build();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> a.apply(c.deltaFrom(b)))
                .withMessage("a delta of map version 2 does not fit version 1");
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> b.apply(c.deltaFrom(a)))
                .withMessage("a delta of map version 1 does not fit version 2");
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> c.apply(b.deltaFrom(c)));
        assertThatIllegalArgumentException().isThrownBy(() -> b.deltaFrom(ClusterMap.empty(Levels.aks())));
    }

    @Test
    void theStoredFormIsAllOrNothing() {
        ClusterMap map = ClusterMap.empty(LEVELS)
                .edit()
                .join("n", Location.of("z", "p"), "h", 1, 1)
                .build();
        byte[] bytes = map.encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 4;
            assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> ClusterMap.decode(flipped));
            byte[] cut = Arrays.copyOf(bytes, i);
            assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> ClusterMap.decode(cut));
        }
    }

    @Test
    void aMapWithoutSeatsIsRefusedByAllWhoPlaceBySeats() {
        ClusterMapSnapshot wire = ClusterMap.empty(LEVELS)
                .edit()
                .join("n", Location.of("z", "p"), "h", 1, 1)
                .build()
                .toWire();
        UnknownFieldSet.Field members = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(wire.getMembers())
                .build();
        ClusterMapSnapshot older = wire.toBuilder()
                .clearMembers()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(7, members).build())
                .build();
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> ClusterMap.fromWire(older));
    }

    @Test
    void aDeltaOfAMapWithoutSeatsIsRefusedEvenByAnEmptyMap() {
        for (ClusterMap base : new ClusterMap[] {
            ClusterMap.empty(LEVELS),
            ClusterMap.empty(LEVELS)
                    .edit()
                    .join("m", Location.of("z", "p"), "h", 1, 1)
                    .build()
        }) {
            ClusterMapDelta wire = base.edit()
                    .join("n", Location.of("z", "p"), "h", 1, 1)
                    .build()
                    .deltaFrom(base);
            UnknownFieldSet.Field version =
                    UnknownFieldSet.Field.newBuilder().addVarint(base.version()).build();
            ClusterMapDelta older = wire.toBuilder()
                    .clearBaseVersion()
                    .setUnknownFields(
                            UnknownFieldSet.newBuilder().addField(1, version).build())
                    .build();
            assertThatExceptionOfType(MalformedException.class)
                    .isThrownBy(() -> base.apply(older))
                    .withMessageContaining("does not say");
        }
    }

    @Test
    void garbageIsMalformedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(4);
        ClusterMap map = ClusterMap.empty(LEVELS);
        for (int i = 0; i < 20; i++) {
            map = change(random, map);
        }
        byte[] members = Deflated.inflate(map.toWire().getMembers(), 1 << 20);
        byte[] snapshot = map.toWire().toByteArray();
        ClusterMap next = change(random, map);
        byte[] delta = next.deltaFrom(map).toByteArray();
        long[] refused = new long[1];
        long[] tried = new long[1];
        ClusterMap base = map;
        Fuzz.run("cluster map", 6_000, inputs -> {
            tried[0]++;
            try {
                ClusterMap read = switch (inputs.nextInt(4)) {
                    case 0 ->
                        ClusterMap.fromWire(base.toWire().toBuilder()
                                .setMembers(Deflated.deflate(Fuzz.mutated(inputs, members)))
                                .build());
                    case 1 -> ClusterMap.fromWire(ClusterMapSnapshot.parseFrom(Fuzz.mutated(inputs, snapshot)));
                    case 2 -> ClusterMap.decode(Fuzz.mutated(inputs, base.encode()));
                    default -> base.apply(ClusterMapDelta.parseFrom(Fuzz.mutated(inputs, delta)));
                };
                assertThat(ClusterMap.decode(read.encode())).isEqualTo(read);
            } catch (MalformedException | InvalidProtocolBufferException e) {
                refused[0]++;
            }
        });
        assertThat(refused[0]).isGreaterThanOrEqualTo(tried[0] / 4);
    }

    @Test
    void whatInflatesWithoutEndIsRefused() {
        var bomb = Deflated.deflate(new byte[3 << 20]);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Deflated.inflate(bomb, 1 << 20))
                .withMessageContaining("more than");
        assertThat(Deflated.inflate(bomb, 3 << 20)).hasSize(3 << 20);
    }
}
