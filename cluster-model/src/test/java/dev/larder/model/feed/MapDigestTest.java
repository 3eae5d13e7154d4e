package dev.larder.model.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken over from the map before is what would have been found anew: digests, relays, and the map's own counts. */
class MapDigestTest {
    private static final Levels LEVELS = new Levels(List.of(new Level("Zone", List.of("zone"))), 8);
    private static final int LOOKS = 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatFollowsFromTheNextMapIsTheSameHoweverItIsMade(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MapEdit first = ClusterMap.empty(LEVELS).edit();
        int size = 250 + random.nextInt(600);
        for (int i = 0; i < size; i++) {
            first.join(name(i), zone(i), "10.0.0." + i, 8701, 1);
        }
        ClusterMap map = first.build();
        MapDigest digest = MapDigest.of(map);
        Relays relays = new Relays(map);
        for (int step = 0; step < 40; step++) {
            ClusterMap before = map;
            map = changed(map, random);
            if (map == before) {
                continue;
            }
            ClusterMap anew = ClusterMap.fromWire(map.toWire());
            assertThat(map).isEqualTo(anew);
            assertThat(map.members()).isEqualTo(anew.members());
            assertThat(map.settled()).isEqualTo(anew.settled());
            assertThat(map.domains()).isEqualTo(anew.domains());
            digest = digest.next(map);
            assertThat(digest.value()).isEqualTo(MapDigest.of(anew).value());
            assertThat(digest.map()).isSameAs(map);
            ClusterMap applied = before.apply(map.deltaFrom(before));
            assertThat(MapDigest.of(before).next(applied).value()).isEqualTo(digest.value());
            relays = relays.of(map);
            for (int look = 0; look < LOOKS; look++) {
                int node = random.nextInt(map.size());
                assertThat(relays.of(node)).isEqualTo(Relays.ofCell(anew, node));
                assertThat(map.narrowestDomain(node)).isEqualTo(anew.narrowestDomain(node));
                if (before.size() == map.size() && Relays.sameCell(before, map, node)) {
                    assertThat(relays.of(node)).isEqualTo(Relays.ofCell(before, node));
                }
            }
        }
    }

    private static ClusterMap changed(ClusterMap map, SplittableRandom random) {
        MapEdit edit = map.edit();
        CacheNode node = map.node(random.nextInt(map.size()));
        switch (random.nextInt(9)) {
            case 0 -> edit.settle();
            case 1 -> edit.drain(node.name());
            case 2 -> edit.down(node.name());
            case 3 -> edit.join(name(random.nextInt(1_000)), zone(random.nextInt(2)), "10.1.0.1", 8701, 2);
            case 4 -> edit.join(node.name(), node.location(), "10.2.0.1", 8701, 2);
            case 5, 6 -> edit.activate(node.name(), Math.max(1, node.weight()));
            default -> {
                if (node.weight() > 0) {
                    edit.leafOnly(node.name());
                }
            }
        }
        return edit.build();
    }

    private static String name(int i) {
        return "n%03d".formatted(i);
    }

    private static Location zone(int i) {
        return new Location(List.of("z" + i % 2));
    }
}
