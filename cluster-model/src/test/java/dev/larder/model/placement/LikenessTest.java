package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.map.Seat;
import dev.larder.model.topology.Location;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a placement takes over from the one before it is what it would have found by itself. */
class LikenessTest {
    private static final int EXTENTS = 6;
    private static final int REPLICAS = 3;

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void theNextPlacementIsThatOfTheNextMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 30; round++) {
            ClusterMap map = Clusters.troubled(random, 30, random.nextBoolean());
            Placement placement = new Placement(map);
            for (int step = 0; step < 8; step++) {
                ClusterMap next = changed(map, random);
                placement = placement.of(next);
                assertSame(placement, new Placement(next), random);
                map = next;
            }
        }
    }

    @Test
    void oneNodesStateLeavesEverythingElse() {
        ClusterMap map = Clusters.even(2, 2, 2, 5, 8);
        String name = map.node(3).name();
        assertThat(Likeness.of(map, map.edit().leafOnly(name).build())).isEqualTo(new Likeness(true, true, true));
        assertThat(Likeness.of(map, map.edit().down(name).build())).isEqualTo(new Likeness(true, false, true));
        ClusterMap without = map.edit().drain(name).build().edit().settle().build();
        assertThat(Likeness.of(map.edit().drain(name).build(), without)).isEqualTo(new Likeness(true, true, false));
        assertThat(Likeness.of(map, without.edit().remove(name).build())).isEqualTo(Likeness.NONE);
        assertThat(Likeness.of(map, Clusters.even(2, 2, 1, 10, 8)))
                .as("the same nodes elsewhere")
                .isEqualTo(Likeness.NONE);
    }

    @Test
    void theSameNodesOnOtherSeatsAreAnotherShape() {
        int[] two = IntStream.range(0, 2000)
                .boxed()
                .collect(Collectors.groupingBy(LikenessTest::firstPlace))
                .values()
                .stream()
                .filter(rivals -> rivals.size() > 1)
                .findFirst()
                .orElseThrow()
                .stream()
                .mapToInt(i -> i)
                .limit(2)
                .toArray();
        ClusterMap one = joined(two[0], two[1]);
        ClusterMap other = joined(two[1], two[0]);
        assertThat(one.node(0).seat()).isNotEqualTo(other.node(0).seat());
        assertThat(Likeness.of(one, other)).isEqualTo(Likeness.NONE);
    }

    private static int firstPlace(int i) {
        return new Seat(0, 0).place(Mix.text(Clusters.name(i)));
    }

    /** One after the other. */
    private static ClusterMap joined(int... nodes) {
        ClusterMap map = ClusterMap.empty(Clusters.LEVELS);
        for (int i : nodes) {
            map = map.edit()
                    .join(Clusters.name(i), Location.of("z", "p", "r"), "h", 8701, 100)
                    .build();
        }
        return map;
    }

    private static ClusterMap changed(ClusterMap map, SplittableRandom random) {
        MapEdit edit = map.edit();
        CacheNode node = map.node(random.nextInt(map.size()));
        switch (random.nextInt(6)) {
            case 0 -> edit.settle();
            case 1 -> edit.down(node.name());
            case 2 -> edit.drain(node.name());
            case 3 -> edit.activate(node.name(), Math.max(1, node.weight()));
            case 4 -> edit.join(Clusters.name(random.nextInt(40)), node.location(), node.host(), 8701, 7);
            default -> {
                if (node.weight() > 0) {
                    edit.leafOnly(node.name());
                }
            }
        }
        ClusterMap next = edit.build();
        return next.size() == 0 ? map : next;
    }

    private static void assertSame(Placement one, Placement other, SplittableRandom random) {
        assertThat(one.map()).isSameAs(other.map());
        for (int e = 0; e < EXTENTS; e++) {
            long extent = random.nextLong();
            for (int node = 0; node < one.map().size(); node++) {
                assertThat(one.parent(node, extent)).isEqualTo(other.parent(node, extent));
                assertThat(one.importer(node, extent, n -> true)).isEqualTo(other.importer(node, extent, n -> true));
                for (int depth = 0; depth <= 5; depth++) {
                    int[] a = new int[REPLICAS];
                    int[] b = new int[REPLICAS];
                    assertThat(one.owners(depth, node, REPLICAS, extent, a))
                            .isEqualTo(other.owners(depth, node, REPLICAS, extent, b));
                    assertThat(a).isEqualTo(b);
                    assertThat(one.previousOwners(depth, node, REPLICAS, extent, a))
                            .isEqualTo(other.previousOwners(depth, node, REPLICAS, extent, b));
                    assertThat(a).isEqualTo(b);
                }
            }
        }
        for (int node = 0; node < one.map().size(); node++) {
            assertThat(one.mates(node)).isEqualTo(other.mates(node));
        }
    }
}
