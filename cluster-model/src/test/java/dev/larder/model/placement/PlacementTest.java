package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.Seat;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    private static final int EXTENTS = 8;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyDomainHasOneOwnerThatIsInItAndAllItsNodesAgree(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 30; round++) {
            ClusterMap map = Clusters.troubled(random, 40, random.nextBoolean());
            Placement placement = new Placement(map);
            for (int e = 0; e < EXTENTS; e++) {
                long extent = random.nextLong();
                for (int depth = 0; depth <= 5; depth++) {
                    for (int a = 0; a < map.size(); a++) {
                        int owner = placement.owner(depth, a, extent);
                        assertThat(owner < 0 || map.node(owner).weight() > 0).isTrue();
                        for (int b = 0; b < map.size(); b++) {
                            if (together(map, depth, a, b)) {
                                assertThat(placement.owner(depth, b, extent)).isEqualTo(owner);
                            }
                            assertThat(placement.holds(b, depth, 1, extent))
                                    .isEqualTo(placement.owner(depth, b, extent) == b);
                        }
                        assertThat(owner < 0 || together(map, depth, a, owner)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void ownershipNests(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            ClusterMap map = Clusters.random(random, 60);
            Placement placement = new Placement(map);
            for (int e = 0; e < EXTENTS; e++) {
                long extent = random.nextLong();
                for (int node = 0; node < map.size(); node++) {
                    for (int depth = 0; depth < 5; depth++) {
                        int owner = placement.owner(depth, node, extent);
                        assertThat(placement.owner(depth + 1, owner, extent))
                                .as("the owner at depth %d owns the narrower domain it is in", depth)
                                .isEqualTo(owner);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void replicasAreDistinctOnDistinctChildrenAndOnlyGrow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            ClusterMap map = Clusters.random(random, 40);
            Placement placement = new Placement(map);
            for (int e = 0; e < EXTENTS; e++) {
                long extent = random.nextLong();
                for (int depth = 0; depth <= 5; depth++) {
                    int node = random.nextInt(map.size());
                    List<Integer> succession = owners(placement, depth, node, map.size(), extent);
                    assertThat(succession).as("everybody in the domain, once").doesNotHaveDuplicates();
                    int at = depth;
                    long inside = IntStream.range(0, map.size())
                            .filter(b -> together(map, at, node, b))
                            .count();
                    assertThat(succession).hasSize((int) (depth == 5 ? 1 : inside));
                    for (int replicas = 1; replicas <= 5; replicas++) {
                        List<Integer> owners = owners(placement, depth, node, replicas, extent);
                        assertThat(owners).isEqualTo(succession.subList(0, Math.min(replicas, succession.size())));
                        for (int b = 0; b < map.size(); b++) {
                            if (together(map, depth, node, b)) {
                                assertThat(placement.holds(b, depth, replicas, extent))
                                        .isEqualTo(owners.contains(b));
                            }
                        }
                        if (depth < 3) {
                            assertOnDistinctChildren(map, depth, node, owners);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inDomainsThatGrewOwnersAreThoseWithTheLeastOfAllKeys(boolean equal) {
        SplittableRandom random = new SplittableRandom(8);
        ClusterMap map = Clusters.grown(random, 4, 110, equal);
        assertThat(map.nodes().stream().map(n -> n.seat().depth()).distinct()).contains(0, 1, 2, 3);
        Placement placement = new Placement(map);
        for (int e = 0; e < EXTENTS; e++) {
            long extent = random.nextLong();
            double[] keys =
                    map.nodes().stream().mapToDouble(n -> key(n, extent)).toArray();
            for (int depth = 0; depth <= 4; depth++) {
                for (int node = e; node < map.size(); node += 11) {
                    int at = depth;
                    int around = node;
                    List<Integer> ranked = IntStream.range(0, map.size())
                            .filter(b -> together(map, at, around, b))
                            .boxed()
                            .sorted(Comparator.comparingDouble(b -> keys[b]))
                            .toList();
                    assertThat(placement.owner(depth, node, extent)).isEqualTo(ranked.getFirst());
                    assertThat(placement.holds(node, depth, 1, extent)).isEqualTo(ranked.getFirst() == node);
                    if (depth >= 3) {
                        assertThat(owners(placement, depth, node, 5, extent))
                                .isEqualTo(ranked.subList(0, Math.min(5, ranked.size())));
                    }
                }
            }
        }
    }

    /** What a node draws, as written down, without anything that finds the least quickly. */
    private static double key(CacheNode node, long extent) {
        Seat seat = node.seat();
        long hash = Mix.text(node.name());
        String[] domain = node.location().values().subList(0, seat.depth()).toArray(new String[0]);
        long seed = Darts.first(extent, Mix.mix(~Mix.text(domain) + seat.table()));
        double inverse = 1.0 / node.weight();
        double left = 1;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            left *= Darts.fraction(dart);
            if (Darts.place(dart) == seat.place(hash)) {
                return -StrictMath.log(left) * inverse;
            }
        }
        return OwnDraw.key(-StrictMath.log(left), OwnDraw.uniform(OwnDraw.number(extent, hash)), inverse);
    }

    private static void assertOnDistinctChildren(ClusterMap map, int depth, int node, List<Integer> owners) {
        Set<String> children = new HashSet<>();
        for (int b = 0; b < map.size(); b++) {
            if (together(map, depth, node, b)) {
                children.add(map.node(b).location().values().get(depth));
            }
        }
        Set<String> used = new HashSet<>();
        owners.forEach(o -> used.add(map.node(o).location().values().get(depth)));
        assertThat(used).hasSize(Math.min(children.size(), owners.size()));
    }

    @Test
    void whoBringsAnExtentIntoACellIsItsBestThatMayAndCanBeAsked() {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 100; round++) {
            ClusterMap map = Clusters.troubled(random, 40, true);
            Placement placement = new Placement(map);
            int cell = map.levels().cellDepth();
            long extent = random.nextLong();
            int gone = random.nextInt(map.size());
            for (int node = 0; node < map.size(); node++) {
                int[] ranked = new int[8];
                int count = placement.owners(cell, node, 8, extent, ranked);
                int expected = count == 0 ? -1 : ranked[0];
                for (int i = count - 1; i >= 0; i--) {
                    boolean leafOnly = map.node(ranked[i]).state() == dev.larder.model.map.NodeState.LEAF_ONLY;
                    expected = leafOnly || ranked[i] == gone ? expected : ranked[i];
                }
                assertThat(placement.importer(node, extent, other -> other != gone))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void regroupingIntoCellsMovesNothingWiderThanACell() {
        ClusterMap wide = Clusters.even(2, 1, 1, 60, 60);
        ClusterMap narrow = Clusters.even(2, 1, 1, 60, 7);
        assertThat(narrow.nodes()).isNotEqualTo(wide.nodes());
        Placement a = new Placement(wide);
        Placement b = new Placement(narrow);
        SplittableRandom random = new SplittableRandom(10);
        for (int e = 0; e < 1000; e++) {
            long extent = random.nextLong();
            for (int depth = 0; depth <= 3; depth++) {
                for (int node = 0; node < 120; node += 17) {
                    assertThat(owners(b, depth, node, 3, extent)).isEqualTo(owners(a, depth, node, 3, extent));
                }
            }
        }
    }

    @Test
    void neverChangesMeaning() {
        Placement placement = new Placement(Clusters.even(3, 2, 2, 5, 8));
        List<Integer> owners = new ArrayList<>();
        for (long extent = 1; extent <= 8; extent++) {
            owners.add(placement.owner(0, 0, extent * 0x9e3779b97f4a7c15L));
        }
        assertThat(owners).as("moving these moves everybody's data").containsExactly(15, 28, 50, 15, 28, 35, 50, 47);
    }

    @Test
    void aClusterWithoutLevelsIsOneDomain() {
        ClusterMap map = ClusterMap.empty(new Levels(List.of(), 4))
                .edit()
                .join("a", Location.of(), "a", 1, 1)
                .join("b", Location.of(), "b", 1, 1)
                .build();
        Placement placement = new Placement(map);
        for (long extent = 0; extent < 100; extent++) {
            int owner = placement.owner(0, 0, extent);
            assertThat(placement.parent(owner, extent)).isEqualTo(-1);
            assertThat(placement.parent(1 - owner, extent)).isEqualTo(owner);
            assertThat(placement.holds(0, 2, 1, extent)).as("scope Node").isTrue();
        }
    }

    static boolean together(ClusterMap map, int depth, int a, int b) {
        if (depth == 5) {
            return a == b;
        }
        var x = map.node(a).location().values();
        var y = map.node(b).location().values();
        int labels = Math.min(depth, 3);
        return x.subList(0, labels).equals(y.subList(0, labels))
                && (depth < 4 || map.node(a).cell() == map.node(b).cell());
    }

    static List<Integer> owners(Placement placement, int depth, int node, int replicas, long extent) {
        int[] out = new int[replicas];
        int count = placement.owners(depth, node, replicas, extent, out);
        return IntStream.range(0, count).mapToObj(i -> out[i]).toList();
    }
}
