package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import dev.larder.model.topology.Location;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OriginReadersTest {

    private static Set<String> names(ClusterMap map, int perZone) {
        Set<String> names = new HashSet<>();
        for (int node : new OriginReaders(map, perZone).all()) {
            names.add(map.node(node).name());
        }
        return names;
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    @Test
    void allOfASmallClusterAndSoManyOfEachZoneOfALargeOne() {
        assertThat(new OriginReaders(Clusters.even(3, 1, 1, 20, 256), 64).all()).hasSize(60);

        ClusterMap large = Clusters.even(3, 2, 1, 100, 256);
        Map<String, Integer> zones = new HashMap<>();
        for (int node : new OriginReaders(large, 64).all()) {
            zones.merge(large.node(node).location().values().getFirst(), 1, Integer::sum);
        }
        assertThat(zones)
                .hasSize(3)
                .allSatisfy((zone, count) -> assertThat(count).isEqualTo(64));
    }

    @Test
    void oneNodeThatComesOrGoesChangesAtMostOneReader() {
        ClusterMap map = Clusters.even(2, 1, 1, 100, 256);
        Set<String> before = names(map, 16);
        Location place = map.node(0).location();
        for (int i = 0; i < 50; i++) {
            Set<String> joined =
                    names(map.edit().join("new" + i, place, "10.9.9.9", 1, 100).build(), 16);
            assertThat(minus(joined, before)).hasSizeLessThanOrEqualTo(1);
            assertThat(minus(before, joined)).hasSizeLessThanOrEqualTo(1);
        }
        for (CacheNode node : map.nodes()) {
            Set<String> without = names(map.edit().down(node.name()).settle().build(), 16);
            Set<String> down = names(map.edit().down(node.name()).build(), 16);
            assertThat(without).isEqualTo(down);
            assertThat(minus(without, before)).hasSize(before.contains(node.name()) ? 1 : 0);
            assertThat(minus(before, without)).hasSize(before.contains(node.name()) ? 1 : 0);
        }
    }

    @Test
    void onlyActiveNodesAsLongAsThereAreAny() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            ClusterMap map = Clusters.troubled(random, 30, true);
            OriginReaders readers = new OriginReaders(map, 3);
            boolean active = map.nodes().stream().anyMatch(node -> node.state() == NodeState.ACTIVE);
            for (int node : readers.all()) {
                assertThat(map.node(node).state()).isNotEqualTo(NodeState.DOWN);
                assertThat(map.node(node).state() == NodeState.ACTIVE).isEqualTo(active);
            }
        }
    }

    @Test
    void ownThenZoneThenOthersAndEachAsOften() {
        ClusterMap map = Clusters.even(3, 1, 1, 50, 256);
        OriginReaders readers = new OriginReaders(map, 8);
        int[] firsts = new int[map.size()];
        int reader = readers.all()[0];
        int other = 0;
        while (readers.reads(other)) {
            other++;
        }
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 8_000; i++) {
            long extent = random.nextLong();
            assertThat(readers.ranked(reader, extent, 3)[0]).isEqualTo(reader);
            int[] ranked = readers.ranked(other, extent, 100);
            assertThat(ranked).hasSize(24).doesNotHaveDuplicates();
            for (int at = 0; at < 8; at++) {
                assertThat(map.node(ranked[at]).location())
                        .isEqualTo(map.node(other).location());
            }
            assertThat(Arrays.copyOf(ranked, 2)).isEqualTo(readers.ranked(other, extent, 2));
            firsts[ranked[0]]++;
        }
        for (int node : readers.all()) {
            if (map.node(node).location().equals(map.node(other).location())) {
                assertThat(firsts[node]).isBetween(850, 1150);
            }
        }
        assertThat(readers.ranked(-1, 5, 100)).hasSize(24);
    }

    @Test
    void aShortListIsTheBeginningOfTheWholeOne() {
        ClusterMap map = Clusters.even(3, 1, 1, 40, 256);
        OriginReaders readers = new OriginReaders(map, 16);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            int node = random.nextInt(-1, map.size());
            long extent = random.nextLong();
            int[] whole = readers.ranked(node, extent, 100);
            assertThat(whole).containsExactlyInAnyOrder(readers.all());
            for (int limit = 0; limit < 5; limit++) {
                assertThat(readers.ranked(node, extent, limit)).isEqualTo(Arrays.copyOf(whole, limit));
            }
            int zone = node < 0
                    ? 0
                    : (int) Arrays.stream(whole)
                            .limit(16)
                            .filter(r -> r / 40 == node / 40)
                            .count();
            assertThat(zone).isEqualTo(node < 0 ? 0 : 16);
            assertThat(node >= 0 && readers.reads(node) ? whole[0] : node).isEqualTo(node);
        }
    }
}
