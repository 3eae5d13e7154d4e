package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How ownership spreads, and how little of it moves. */
class MovementTest {
    private static final int EXTENTS = 40_000;

    @Test
    void ownershipIsBalanced() {
        for (ClusterMap map : new ClusterMap[] {Clusters.even(3, 1, 1, 100, 256), Clusters.even(3, 2, 10, 5, 256)}) {
            Placement placement = new Placement(map);
            int[] owned = new int[map.size()];
            SplittableRandom random = new SplittableRandom(1);
            for (int e = 0; e < 1000 * map.size(); e++) {
                owned[placement.owner(0, 0, random.nextLong())]++;
            }
            assertThat(Arrays.stream(owned).max().orElseThrow() / 1000.0).isLessThan(1.15);
            assertThat(Arrays.stream(owned).min().orElseThrow() / 1000.0).isGreaterThan(0.85);
        }
    }

    @Test
    void ownershipIsProportionalToWeight() {
        ClusterMap map = Clusters.even(2, 1, 1, 10, 256)
                .edit()
                .activate(Clusters.name(3), 3000)
                .activate(Clusters.name(15), 500)
                .build();
        Placement placement = new Placement(map);
        double total = map.nodes().stream().mapToDouble(n -> n.weight()).sum();
        int[] owned = new int[map.size()];
        SplittableRandom random = new SplittableRandom(2);
        int extents = 200_000;
        for (int e = 0; e < extents; e++) {
            owned[placement.owner(0, 0, random.nextLong())]++;
        }
        for (int i = 0; i < map.size(); i++) {
            double expected = extents * map.node(i).weight() / total;
            assertThat((double) owned[i]).isBetween(expected * 0.9, expected * 1.1);
        }
    }

    @Test
    void aJoinMovesItsShareAtEveryScopeAndOnlyToTheNewNode() {
        ClusterMap before = Clusters.even(3, 2, 2, 8, 256);
        ClusterMap after = join(before, Location.of("z1", "p0", "r0"));
        int[] around = {96, 32, 16, 8};
        for (int depth = 0; depth < around.length; depth++) {
            Moved moved = moved(before, after, depth, Clusters.name(32));
            double share = 1.0 / (around[depth] + 1);
            assertThat(moved.share).as("depth %d", depth).isBetween(0.85 * share, 1.15 * share);
            assertThat(moved.toOthers).isZero();
        }
        assertThat(moved(before, after, 1, Clusters.name(0)).share).isZero();
    }

    @Test
    void aLeaveMovesWhatTheNodeHadAtEveryScope() {
        ClusterMap before = Clusters.even(3, 2, 2, 8, 256);
        String name = Clusters.name(40);
        for (ClusterMap after : new ClusterMap[] {
            before.edit().drain(name).build(), before.edit().down(name).build()
        }) {
            int[] around = {96, 32, 16, 8};
            for (int depth = 0; depth < around.length; depth++) {
                Moved moved = moved(before, after, depth, Clusters.name(41));
                double share = 1.0 / around[depth];
                assertThat(moved.share).as("depth %d", depth).isBetween(0.85 * share, 1.15 * share);
                assertThat(moved.fromOthers(name)).isZero();
            }
        }
    }

    @Test
    void aNodeThatLeftTheMapComesBackToWhatItHad() {
        ClusterMap before = Clusters.even(3, 1, 1, 100, 256);
        String name = Clusters.name(140);
        ClusterMap gone = before.edit().down(name).settle().build();
        assertThat(gone.indexOf(name)).isNegative();
        ClusterMap back = gone.edit()
                .join(name, before.node(140).location(), "10.0.0.9", 8701, 1000)
                .build();
        assertThat(moved(before, back, 0, name).share).isZero();
    }

    @Test
    void withTheSameSeatsAnotherLevelMovesNothingAtTheScopesThatWereThere() {
        Levels zones = new Levels(Clusters.LEVELS.levels().subList(0, 1), 256);
        Levels racks = new Levels(Clusters.LEVELS.levels(), 256);
        var flat = ClusterMap.empty(zones).edit();
        var deep = ClusterMap.empty(racks).edit();
        // Zones of 150 have tables of their own, and pools of 75 have not.
        for (int i = 0; i < 450; i++) {
            flat.join(Clusters.name(i), Location.of("z" + i % 3), Clusters.host(i), 8701, 1000);
            deep.join(
                    Clusters.name(i), Location.of("z" + i % 3, "p" + i % 2, "r" + i % 7), Clusters.host(i), 8701, 1000);
        }
        ClusterMap before = flat.build();
        ClusterMap after = deep.build();
        assertThat(after.nodes().stream().map(CacheNode::seat))
                .isEqualTo(before.nodes().stream().map(CacheNode::seat).toList());
        assertThat(before.node(0).seat().depth()).isEqualTo(1);
        for (int depth = 0; depth <= 1; depth++) {
            assertThat(moved(before, after, depth, Clusters.name(1)).share).isZero();
        }
    }

    @Test
    void aWeightChangeMovesOnlyTheDifference() {
        ClusterMap before = Clusters.even(1, 1, 1, 50, 256);
        ClusterMap after = before.edit().activate(Clusters.name(7), 2000).build();
        Moved moved = moved(before, after, 0, Clusters.name(7));
        assertThat(moved.share).isBetween(0.7 / 51, 1.3 / 51);
        assertThat(moved.elsewhereThan(Clusters.name(7))).isZero();
    }

    private static ClusterMap join(ClusterMap map, Location place) {
        return map.edit().join("new", place, "10.9.9.9", 8701, 1000).build();
    }

    private record Moved(double share, int toOthers, int[][] moves, ClusterMap before, ClusterMap after) {
        int fromOthers(String name) {
            return (int) Arrays.stream(moves)
                    .filter(m -> !before.node(m[0]).name().equals(name))
                    .count();
        }

        int elsewhereThan(String name) {
            return (int) Arrays.stream(moves)
                    .filter(m -> !after.node(m[1]).name().equals(name))
                    .count();
        }
    }

    private static Moved moved(ClusterMap before, ClusterMap after, int depth, String around) {
        Placement a = new Placement(before);
        Placement b = new Placement(after);
        int inA = before.indexOf(around);
        int inB = after.indexOf(around);
        SplittableRandom random = new SplittableRandom(3);
        java.util.List<int[]> moves = new java.util.ArrayList<>();
        int toOthers = 0;
        for (int e = 0; e < EXTENTS; e++) {
            long extent = random.nextLong();
            int x = a.owner(depth, inA, extent);
            int y = b.owner(depth, inB, extent);
            if (!before.node(x).name().equals(after.node(y).name())) {
                moves.add(new int[] {x, y});
                toOthers += after.node(y).name().equals("new") ? 0 : 1;
            }
        }
        return new Moved((double) moves.size() / EXTENTS, toOthers, moves.toArray(new int[0][]), before, after);
    }
}
