package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
    private static final int DEPTHS = 6;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void firstChoicesFormOneTreeWhoseRootAloneAsksTheOrigin(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 80; round++) {
            Placement placement = new Placement(Clusters.troubled(random, 30, true));
            for (int depth = 0; depth < DEPTHS; depth++) {
                int replicas = 1 + random.nextInt(4);
                Simulation simulation = new Simulation(placement, depth, replicas, random.nextLong());
                if (simulation.holders().isEmpty()) {
                    continue;
                }
                List<Integer> roots = new ArrayList<>();
                for (int node = 0; node < placement.map().size(); node++) {
                    int steps = 0;
                    int at = node;
                    for (int next = simulation.firstFill(at, Set.of()); next >= 0; steps++) {
                        assertThat(steps)
                                .as("steps from %d", node)
                                .isLessThan(placement.map().size());
                        at = next;
                        next = simulation.firstFill(at, Set.of());
                    }
                    if (steps == 0) {
                        roots.add(node);
                    }
                }
                assertThat(roots).hasSize(1);
                assertThat(simulation.holders()).contains(roots.getFirst());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void everyFillGoesToANodeThatComesEarlierWhateverCannotBeReached(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 80; round++) {
            Placement placement = new Placement(Clusters.troubled(random, 25, random.nextBoolean()));
            for (int depth = 0; depth < DEPTHS; depth++) {
                Simulation simulation = new Simulation(placement, depth, 1 + random.nextInt(4), random.nextLong());
                simulation.assertFillsHaveNoCircle();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void whateverCannotBeReachedEveryNodeGetsTheExtent(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 80; round++) {
            Placement placement = new Placement(Clusters.troubled(random, 25, random.nextBoolean()));
            int depth = random.nextInt(DEPTHS);
            Simulation simulation = new Simulation(placement, depth, 1 + random.nextInt(3), random.nextLong());
            double share = random.nextDouble();
            for (int node = 0; node < placement.map().size(); node++) {
                if (random.nextDouble() < share) {
                    simulation.unreachable.add(node);
                }
            }
            for (int node = 0; node < placement.map().size(); node++) {
                assertThat(simulation.fetch(node, 0)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void whenTheRootAndAnotherFailOneNodeTakesOver(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 80; round++) {
            Placement placement = new Placement(Clusters.random(random, 40));
            int depth = 1 + random.nextInt(DEPTHS - 1);
            Simulation simulation = new Simulation(placement, depth, 1 + random.nextInt(2), random.nextLong());
            simulation.unreachable.add(placement.successor(0, simulation.extent));
            simulation.unreachable.add(placement.successor(random.nextInt(3), simulation.extent));
            List<Integer> origin = simulation.holders().stream()
                    .filter(h -> !simulation.unreachable.contains(h))
                    .filter(h -> simulation.firstFill(h, simulation.unreachable) < 0)
                    .toList();
            assertThat(origin).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void whereAZoneIsLostOneOfAnotherStandsInForTheRoot() {
        Placement placement = new Placement(Clusters.even(3, 1, 2, 10, 4));
        for (long extent = 0; extent < 200; extent++) {
            int everywhere = DEPTHS - 1;
            Simulation simulation = new Simulation(placement, everywhere, 1, extent * 0x9e3779b97f4a7c15L);
            int root = placement.successor(0, simulation.extent);
            for (int node = 0; node < placement.map().size(); node++) {
                if (zone(placement, node).equals(zone(placement, root))) {
                    simulation.unreachable.add(node);
                }
            }
            List<Integer> readers = simulation.holders().stream()
                    .filter(node -> !simulation.unreachable.contains(node))
                    .filter(node -> simulation.firstFill(node, simulation.unreachable) < 0)
                    .filter(simulation::standsIn)
                    .toList();
            assertThat(readers).containsExactly(placement.successor(1, simulation.extent));
        }
    }

    private static String zone(Placement placement, int node) {
        return placement.map().node(node).location().values().getFirst();
    }

    @ParameterizedTest
    @ValueSource(longs = {25, 26})
    void nodesThatReachNobodyReadFewCopiesFromTheOrigin(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 40; round++) {
            Placement placement = new Placement(Clusters.random(random, 60));
            Simulation simulation = new Simulation(placement, random.nextInt(DEPTHS), 1, random.nextLong());
            long standIns = IntStream.range(0, placement.map().size())
                    .filter(simulation::standsIn)
                    .count();
            assertThat(standIns).isBetween(1L, 5L);
            assertThat(simulation.standsIn(placement.successor(0, simulation.extent)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13})
    void aColdExtentIsReadFromTheOriginOnceInWhateverOrderNodesAsk(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 80; round++) {
            Placement placement = new Placement(Clusters.random(random, 40));
            Simulation simulation =
                    new Simulation(placement, random.nextInt(DEPTHS), 1 + random.nextInt(3), random.nextLong());
            List<Integer> order = new ArrayList<>(simulation.holders());
            java.util.Collections.shuffle(order, new java.util.Random(seed + round));
            order.forEach(node -> simulation.fetch(node, 0));
            assertThat(simulation.originReads).isEqualTo(1);
            assertThat(simulation.stored).containsAll(simulation.holders());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {14, 15, 16})
    void joinsAndDrainsAreRepairedFromPeers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            ClusterMap before = Clusters.random(random, 30);
            var edit = before.edit();
            for (int i = 0; i < 3; i++) {
                if (random.nextBoolean()) {
                    edit.join("new" + i, Clusters.place(random, 3), "h", 1, 1 + random.nextInt(50));
                }
                if (random.nextBoolean()) {
                    edit.drain(before.node(random.nextInt(before.size())).name());
                }
            }
            assertRepairedWithoutOrigin(before, edit.build(), random.nextInt(DEPTHS), random);
        }
    }

    @Test
    void aNodeThatVanishesIsReplacedFromAnotherZone() {
        SplittableRandom random = new SplittableRandom(17);
        for (int round = 0; round < 150; round++) {
            ClusterMap before = Clusters.even(3, 1, 2, 1 + random.nextInt(4), 3);
            ClusterMap after = before.edit()
                    .down(before.node(random.nextInt(before.size())).name())
                    .build();
            assertRepairedWithoutOrigin(before, after, 1 + random.nextInt(5), random);
        }
    }

    @Test
    void aJoinBeforeAnythingWasSettledFindsWhatTheRunnerUpHas() {
        SplittableRandom random = new SplittableRandom(18);
        for (int round = 0; round < 500; round++) {
            var first = ClusterMap.empty(Clusters.LEVELS).edit();
            for (int i = 0; i < 12; i++) {
                first.join(Clusters.name(i), Clusters.place(random, 2), "h", 1, 10);
            }
            ClusterMap before = first.build();
            ClusterMap after = before.edit()
                    .join("new", Clusters.place(random, 2), "h", 1, 10)
                    .build();
            // A domain that had no node before has nothing of its own, but the tree leads out of it.
            assertRepairedWithoutOrigin(before, after, random.nextInt(3), random);
        }
    }

    private static void assertRepairedWithoutOrigin(
            ClusterMap before, ClusterMap after, int depth, SplittableRandom random) {
        Placement old = new Placement(before);
        Simulation simulation = new Simulation(new Placement(after), depth, 1 + random.nextInt(2), random.nextLong());
        Simulation past = new Simulation(old, depth, simulation.replicas, simulation.extent);
        for (int holder : past.holders()) {
            int now = after.indexOf(before.node(holder).name());
            if (after.node(now).state() != NodeState.DOWN) {
                simulation.stored.add(now);
            } else {
                simulation.unreachable.add(now);
            }
        }
        if (simulation.stored.isEmpty()) {
            return;
        }
        simulation.holders().forEach(node -> simulation.fetch(node, 0));
        assertThat(simulation.originReads).isZero();
    }

    @Test
    void aNewOwnerAsksThePreviousOneFirst() {
        ClusterMap before = Clusters.even(3, 1, 1, 4, 8);
        ClusterMap after = before.edit().drain(before.node(5).name()).build();
        Placement old = new Placement(before);
        Placement now = new Placement(after);
        SplittableRandom random = new SplittableRandom(24);
        Sources sources = new Sources();
        int moved = 0;
        for (int round = 0; round < 200; round++) {
            long extent = random.nextLong();
            if (old.owner(1, 5, extent) == 5) {
                moved++;
                sources.find(now, now.owner(1, 5, extent), 1, 1, extent);
                assertThat(sources.node(0)).isEqualTo(5);
                assertThat(sources.mode(0)).isEqualTo(Sources.Mode.HELD);
            }
        }
        assertThat(moved).isPositive();
    }

    @Test
    void ranksServeTwoEachLevelByLevel() {
        Placement placement = new Placement(Clusters.even(1, 1, 1, 20, 32));
        for (long extent = 0; extent < 50; extent++) {
            List<Integer> ranks = PlacementTest.owners(placement, 0, 0, 20, extent);
            assertThat(placement.parent(ranks.getFirst(), extent)).isEqualTo(-1);
            for (int rank = 1; rank < 20; rank++) {
                assertThat(placement.parent(ranks.get(rank), extent)).isEqualTo(ranks.get((rank - 1) / 2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {19, 20})
    void nodesWithDifferentMapsStillGetTheExtentWithinTheHopLimit(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            ClusterMap a = Clusters.random(random, 20);
            var edit = a.edit();
            a.nodes().stream()
                    .filter(n -> random.nextInt(3) == 0)
                    .forEach(n -> edit.activate(n.name(), 1 + random.nextInt(90)));
            ClusterMap b = edit.leafOnly(a.node(0).name()).build();
            int depth = random.nextInt(DEPTHS);
            Simulation simulation = new Simulation(new Placement(a), depth, 2, random.nextLong());
            simulation.other = new Placement(b);
            for (int node = 0; node < a.size(); node++) {
                if (random.nextBoolean()) {
                    simulation.withOtherMap.add(node);
                }
            }
            for (int node = 0; node < a.size(); node++) {
                assertThat(simulation.fetch(node, 0)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void listsAreBoundedDistinctAndWithoutSelfOrNodesThatAreDown(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 150; round++) {
            Placement placement = new Placement(Clusters.troubled(random, 60, random.nextBoolean()));
            Sources sources = new Sources();
            for (int node = 0; node < placement.map().size(); node++) {
                sources.find(placement, node, random.nextInt(DEPTHS), 1 + random.nextInt(16), random.nextLong());
                Set<String> seen = new HashSet<>();
                for (int i = 0; i < sources.size(); i++) {
                    assertThat(seen.add(sources.node(i) + " " + sources.mode(i)))
                            .isTrue();
                    assertThat(sources.node(i)).isNotEqualTo(node);
                    assertThat(placement.map().node(sources.node(i)).state()).isNotEqualTo(NodeState.DOWN);
                }
            }
        }
    }

    @Test
    void aNodeAloneAsksTheOrigin() {
        Placement placement = new Placement(Clusters.even(1, 1, 1, 1, 8));
        Sources sources = new Sources();
        for (int depth = 0; depth < DEPTHS; depth++) {
            sources.find(placement, 0, depth, 3, 42);
            assertThat(sources.size()).isZero();
        }
    }

    @Test
    void nobodyWaitsBehindALeafOnlyNodeThatIsNotTheOnlyHolder() {
        SplittableRandom random = new SplittableRandom(23);
        ClusterMap base = Clusters.even(3, 1, 1, 2, 8);
        for (int round = 0; round < 150; round++) {
            int slow = random.nextInt(base.size());
            Placement placement =
                    new Placement(base.edit().leafOnly(base.node(slow).name()).build());
            int depth = random.nextInt(DEPTHS);
            Simulation simulation = new Simulation(placement, depth, 1, random.nextLong());
            for (int holder : simulation.holders()) {
                assertThat(simulation.firstFill(holder, Set.of())).isNotEqualTo(slow);
            }
        }
    }
}
