package dev.larder.operator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.operator.nodes.PodRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Map<String, Rollout.Target> NEWEST =
            Map.of("gpu.1", new Rollout.Target("zone-1", "new"), "gpu.2", new Rollout.Target("zone-2", "new"));
    private static final int PERCENT = 10;

    @Test
    void nothingToDoWhenAllAreUpToDate() {
        assertThat(decide(true, pod("a", "new", true), pod("b", "new", false))).isInstanceOf(Roll.Nothing.class);
    }

    @Test
    void replacesOneOutdatedPod() {
        Roll roll = decide(true, pod("b", "old", true), pod("a", "old", true));
        assertThat(roll).isEqualTo(new Roll.Replace("a", "2 of 2 pods are outdated"));
    }

    @Test
    void waitsWhileCopiesAreMade() {
        assertThat(decide(false, pod("a", "old", true), pod("b", "new", true))).isInstanceOf(Roll.Hold.class);
    }

    @Test
    void stopsAtTheFirstNewPodThatFails() {
        Roll roll =
                decide(true, pod("a", "new", false, "CrashLoopBackOff"), pod("b", "old", true), pod("c", "old", true));
        assertThat(roll).isInstanceOf(Roll.Hold.class);
        assertThat(roll.why()).contains("a on node-a (CrashLoopBackOff)").contains("2 of 3");
    }

    @Test
    void aBrokenOldPodIsReplacedFirstThoughNotAllServe() {
        Roll roll = decide(false, pod("a", "old", true), pod("b", "old", false, "CrashLoopBackOff"));
        assertThat(roll).isInstanceOf(Roll.Replace.class);
        assertThat(((Roll.Replace) roll).pod()).isEqualTo("b");
    }

    @Test
    void podsOfAnUnknownGroupAreLeftAlone() {
        PodRecord stray = new PodRecord(
                "ns", "x", "gpu", "other.1", "old", "n", "10.0.0.1", 8701, true, false, Instant.EPOCH, null);
        assertThat(Rollout.decide(List.of(stray), NEWEST, map(List.of()), PERCENT, true, node -> false, NOW))
                .isInstanceOf(Roll.Nothing.class);
    }

    @Test
    void afterTheFirstPodATenthOfEachCellOfOneZoneAtATime() {
        List<PodRecord> pods = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            pods.add(pod("p%03d".formatted(i * 7 % 600), i == 0 ? "new" : "old", "gpu." + (1 + i % 2)));
        }
        ClusterMap map = map(pods);
        Roll roll = Rollout.decide(pods, NEWEST, map, PERCENT, true, node -> false, NOW);

        assertThat(roll).isInstanceOf(Roll.ReplaceMany.class);
        Roll.Batch batch = ((Roll.ReplaceMany) roll).batches().getFirst();
        assertThat(((Roll.ReplaceMany) roll).batches()).hasSize(1);
        assertThat(batch.group()).isEqualTo("gpu.1");
        assertThat(batch.template()).isEqualTo("new");
        assertThat(batch.pods())
                .as("the first by name, as the API server lists them, but for those that are spared")
                .isEqualTo(pods.stream()
                        .filter(p -> p.group().equals("gpu.1") && p.template().equals("old"))
                        .filter(p -> !batch.spared().contains(p.name()))
                        .map(PodRecord::name)
                        .sorted()
                        .limit(batch.pods().size())
                        .toList());
        Map<Integer, Long> byCell = batch.pods().stream()
                .map(name -> map.node(map.indexOf("node-" + name)).cell())
                .collect(Collectors.groupingBy(cell -> cell, Collectors.counting()));
        assertThat(byCell)
                .hasSize(3)
                .allSatisfy((cell, count) ->
                        assertThat(count).as("a tenth, and all that may be").isEqualTo(10));
    }

    @Test
    void aWholeRollIsTenRequestsForAGroup() {
        for (long seed = 1; seed <= 5; seed++) {
            for (int size : List.of(167, 600, 1_000)) {
                assertThat(requests(size, seed, ""))
                        .as("%d pods: ten, and one where cells that are full stand in the way", size)
                        .isBetween(10, 11);
            }
        }
    }

    @Test
    void longNamesAreSparedLessOften() {
        assertThat(requests(1_000, 1, "-".repeat(180)))
                .as("a request's address is not too long, and there are the more of them")
                .isBetween(11, 30);
    }

    /** How many it takes to roll a group whose pods have names that do not follow their nodes', as pods of DaemonSets have. */
    private static int requests(int size, long seed, String infix) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < size) {
            names.add("gpu-gpu1-eastus2-1" + infix + "-" + Long.toString(random.nextLong(1L << 31, 1L << 40), 36));
        }
        List<PodRecord> pods = new ArrayList<>();
        for (String name : names) {
            pods.add(onNode(name, pods.isEmpty() ? "new" : "old", "node-%04d".formatted(pods.size())));
        }
        ClusterMap map = map(pods);
        int requests = 0;
        while (Rollout.decide(pods, NEWEST, map, PERCENT, true, node -> false, NOW) instanceof Roll.ReplaceMany roll) {
            Roll.Batch batch = roll.batches().getFirst();
            assertThat(batch.spared()).hasSizeLessThanOrEqualTo(100).doesNotContainAnyElementsOf(batch.pods());
            assertThat(batch.spared().stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(3_300);
            Set<String> gone = Set.copyOf(batch.pods());
            pods.replaceAll(p -> gone.contains(p.name()) ? onNode(p.name(), "new", p.node()) : p);
            requests++;
        }
        return requests;
    }

    /** The API server knows nothing of lost nodes: it deletes the first outdated pods by name, but for those that are spared. */
    @Test
    void aRollEndsWhateverIsLostMeanwhile() {
        for (int lost : List.of(1, 30, 400)) {
            List<PodRecord> pods = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                pods.add(onNode("p%03d".formatted(i), i == 599 ? "new" : "old", "node-%03d".formatted(i)));
            }
            Predicate<String> isLost = node -> node.compareTo("node-%03d".formatted(lost)) < 0;
            ClusterMap map = map(pods);
            int requests = 0;
            while (Rollout.decide(pods, NEWEST, map, PERCENT, true, isLost, NOW) instanceof Roll.ReplaceMany roll) {
                assertThat(roll.batches()).hasSize(1);
                Set<String> gone = deleted(pods, roll.batches().getFirst());
                pods.replaceAll(
                        p -> gone.contains(p.name()) && !isLost.test(p.node()) ? onNode(p.name(), "new", p.node()) : p);
                assertThat(++requests).as("%d lost", lost).isLessThan(30);
            }
            assertThat(pods.stream().filter(p -> p.template().equals("old")))
                    .as("with %d lost nodes, they alone are left", lost)
                    .hasSize(lost);
        }
    }

    private static Set<String> deleted(List<PodRecord> pods, Roll.Batch batch) {
        if (batch.singly()) {
            return Set.copyOf(batch.pods());
        }
        return pods.stream()
                .filter(p -> !p.template().equals(batch.template()))
                .map(PodRecord::name)
                .filter(name -> !batch.spared().contains(name))
                .sorted()
                .limit(batch.pods().size())
                .collect(Collectors.toSet());
    }

    @Test
    void anOutdatedPodForWhichNoNodeHadRoomIsMadeAnew() {
        PodRecord unplaced = onNode("a", "old", "");
        assertThat(decide(false, String::isEmpty, unplaced, pod("b", "old", true)))
                .as("nothing is lost with it, whatever else is going on")
                .isInstanceOf(Roll.Replace.class)
                .satisfies(roll -> assertThat(((Roll.Replace) roll).pod()).isEqualTo("a"));
        assertThat(decide(true, String::isEmpty, unplaced, pod("b", "new", true)))
                .as("also when it is the last one")
                .isInstanceOf(Roll.Replace.class);
        assertThat(decide(true, String::isEmpty, onNode("a", "new", ""), pod("b", "new", true)))
                .isInstanceOf(Roll.Nothing.class);
    }

    @Test
    void newPodsForWhichNoNodeHasRoomAreNamed() {
        Roll roll =
                decide(true, String::isEmpty, onNode("a", "new", ""), onNode("b", "new", ""), pod("c", "old", true));
        assertThat(roll).isInstanceOf(Roll.Hold.class);
        assertThat(roll.why()).contains("such as that of a, for which there is no room");
    }

    private static PodRecord onNode(String name, String template, String node) {
        Instant created = NOW.minusSeconds(600);
        boolean ready = !node.isEmpty();
        return new PodRecord("ns", name, "gpu", "gpu.1", template, node, "10.0.0.1", 8701, ready, false, created, null);
    }

    @Test
    void aLostNodeIsNotWaitedFor() {
        Predicate<String> lost = "node-b"::equals;
        PodRecord[] pods = {pod("a", "new", true), pod("b", "old", false), pod("c", "old", true)};
        assertThat(decide(true, lost, pods))
                .isEqualTo(new Roll.ReplaceMany(
                        List.of(new Roll.Batch("gpu.1", "new", List.of("c"), List.of("b"))),
                        "1 of 2 pods are outdated"));
        assertThat(decide(true, lost, pod("a", "new", true), pod("b", "old", false), pod("c", "new", true)))
                .isInstanceOf(Roll.Nothing.class);
        assertThat(decide(true, node -> false, pod("a", "new", true), pod("b", "old", true), pod("c", "new", true)))
                .as("once it is back")
                .isInstanceOf(Roll.ReplaceMany.class);
    }

    @Test
    void aTemplateThatKillsItsNodesStops() {
        Predicate<String> lost = List.of("node-a", "node-b")::contains;
        PodRecord[] oneLost = {pod("a", "new", false), pod("c", "old", true), pod("d", "old", true)};
        PodRecord[] twoLost = {pod("a", "new", false), pod("b", "new", false), pod("d", "old", true)};
        assertThat(decide(true, lost, oneLost))
                .as("the next one is tried alone again")
                .isEqualTo(new Roll.Replace("c", "2 of 2 pods are outdated"));
        assertThat(decide(true, lost, twoLost)).isInstanceOf(Roll.Hold.class);
        assertThat(decide(true, lost, twoLost).why()).contains("2 nodes", "node-a");
    }

    @Test
    void aSmallCellLosesOneAtATime() {
        List<PodRecord> pods = List.of(pod("a", "new", true), pod("b", "old", true), pod("c", "old", true));
        assertThat(Rollout.decide(pods, NEWEST, map(pods), PERCENT, true, node -> false, NOW))
                .isEqualTo(new Roll.ReplaceMany(
                        List.of(new Roll.Batch("gpu.1", "new", List.of("b"), List.of())), "2 of 3 pods are outdated"));
    }

    /** Cells of 100. */
    private static ClusterMap map(List<PodRecord> pods) {
        Levels levels = new Levels(List.of(new Level("Zone", List.of("zone"))), 100);
        var edit = ClusterMap.empty(levels).edit();
        pods.stream()
                .filter(p -> !p.node().isEmpty())
                .forEach(p -> edit.join(p.node(), levels.locate(Map.of("zone", p.group())), p.ip(), 8711, 1));
        return edit.build();
    }

    private static PodRecord pod(String name, String template, String group) {
        return new PodRecord(
                "ns",
                name,
                "gpu",
                group,
                template,
                "node-" + name,
                "10.0.0.1",
                8701,
                true,
                false,
                NOW.minusSeconds(600),
                null);
    }

    private static Roll decide(boolean settled, PodRecord... pods) {
        return decide(settled, node -> false, pods);
    }

    private static Roll decide(boolean settled, Predicate<String> lost, PodRecord... pods) {
        return Rollout.decide(List.of(pods), NEWEST, map(List.of(pods)), PERCENT, settled, lost, NOW);
    }

    private static PodRecord pod(String name, String template, boolean ready) {
        return pod(name, template, ready, null);
    }

    private static PodRecord pod(String name, String template, boolean ready, @Nullable String trouble) {
        return new PodRecord(
                "ns",
                name,
                "gpu",
                "gpu.1",
                template,
                "node-" + name,
                "10.0.0.1",
                8701,
                ready,
                false,
                NOW.minusSeconds(600),
                trouble);
    }
}
