package dev.larder.operator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final Rules RULES = new Rules(
            100, 8701, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final Map<String, Seen> seen = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private ClusterMap map = ClusterMap.empty(Levels.aks());
    private Timers timers = Timers.NONE;
    private int desired = 3;
    private boolean repaired;
    private boolean nothingToCopy;
    private final Map<String, Set<String>> accusers = new TreeMap<>();
    private final Map<String, String> zones = new TreeMap<>();
    private final Map<String, Integer> weights = new TreeMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    @Test
    void theFirstEpochWaitsForAllDesiredPods() {
        up("a", "b");
        assertThat(look()).singleElement().isInstanceOf(Decision.Wait.class);
        assertThat(map.size()).isZero();

        up("c");
        look();
        assertThat(map.epoch()).isEqualTo(1);
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(map.nodes()).allMatch(n -> n.previousWeight() == 0 && n.weight() == 100);
    }

    @Test
    void theFirstEpochDoesNotWaitForever() {
        up("a", "b");
        look();
        after(29);
        look();
        assertThat(map.size()).isZero();
        after(1);
        look();
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void aNodeThatHasLostADiskOwnsLess() {
        settled();
        assertThat(weight("b")).isEqualTo(100);
        weights.put("a", 100);
        weights.put("b", 75);
        assertThat(look())
                .singleElement()
                .isInstanceOfSatisfying(
                        Decision.Join.class, join -> assertThat(join.node()).isEqualTo("b"));
        assertThat(weight("a")).isEqualTo(100);
        assertThat(weight("b")).isEqualTo(75);

        after(60);
        weights.remove("b");
        look();
        assertThat(weight("b")).as("while it says nothing").isEqualTo(75);
        weights.put("b", 200);
        look();
        assertThat(weight("b")).as("no more than is configured").isEqualTo(100);
    }

    private int weight(String node) {
        return map.node(map.indexOf(node)).weight();
    }

    @Test
    void aReadyPodThatWasNeverHeardDoesNotJoin() {
        up("a", "b");
        seen.put("c", new Seen(true, true, null, null, "10.0.0.3"));
        look();
        after(60);
        look();
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void settlesOnceRepairedWithoutANewEpoch() {
        formed();
        long version = map.version();
        repaired = true;
        look();
        assertThat(map.settled()).isTrue();
        assertThat(map.epoch()).isEqualTo(1);
        assertThat(map.version()).isEqualTo(version + 1);
        look();
        assertThat(map.version()).isEqualTo(version + 1);
    }

    @Test
    void joinsWithinTheEpochIntervalShareOneEpoch() {
        settled();
        up("d");
        look();
        assertThat(map.epoch()).isEqualTo(2);
        after(1);
        up("e");
        assertThat(look()).anyMatch(d -> d instanceof Decision.Wait);
        after(1);
        up("f");
        look();
        assertThat(map.epoch()).isEqualTo(2);
        assertThat(names()).doesNotContain("e", "f");
        after(3);
        look();
        assertThat(map.epoch()).isEqualTo(3);
        assertThat(names()).contains("d", "e", "f");
        assertThat(node("e").previousWeight()).isZero();
        assertThat(node("a").previousWeight()).isEqualTo(100);
    }

    @Test
    void whenNoMoreChangesComeTheNextEpochIsHalfAsFar() {
        settled();
        up("d");
        look();
        assertThat(map.epoch()).isEqualTo(2);
        after(1);
        up("e");
        look();
        after(1);
        look();
        assertThat(map.epoch()).as("calm for a second, but too soon").isEqualTo(2);
        after(1);
        look();
        assertThat(map.epoch()).isEqualTo(3);
        after(2);
        up("f");
        look();
        after(1);
        look();
        assertThat(map.epoch()).isEqualTo(4);
    }

    @Test
    void aCordonedNodeDrainsStaysWhileItsPodDoesAndComesBack() {
        settled();
        seen.computeIfPresent("b", (n, s) -> s.leaving("cordoned"));
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.DRAINING);
        assertThat(node("b").weight()).isZero();
        assertThat(node("b").previousWeight()).isEqualTo(100);
        assertThat(map.epoch()).isEqualTo(2);

        repaired = true;
        look();
        assertThat(map.settled()).isTrue();
        assertThat(node("b").previousWeight()).isZero();

        repaired = false;
        after(10);
        seen.computeIfPresent("b", (n, s) -> s.leaving(null));
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.ACTIVE);
        assertThat(map.epoch()).isEqualTo(3);
    }

    @Test
    void aDrainedNodeLeavesTheMapWithItsPod() {
        settled();
        seen.computeIfPresent("b", (n, s) -> s.leaving("cordoned"));
        look();
        repaired = true;
        look();
        seen.remove("b");
        look();
        assertThat(names()).containsExactly("a", "c");
        assertThat(map.epoch()).isEqualTo(2);
    }

    @Test
    void aPodThatRestartsKeepsItsShareAndIsAvoidedMeanwhile() {
        settled();
        seen.computeIfPresent("b", (n, s) -> s.podReady(false));
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.LEAF_ONLY);
        assertThat(node("b").weight()).isEqualTo(100);
        after(20, "b");
        look();
        up("b");
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.ACTIVE);
        assertThat(map.epoch()).isEqualTo(1);
    }

    @Test
    void aNewPodOfTheSameNodeChangesOnlyTheAddress() {
        settled();
        seen.computeIfPresent("b", (n, s) -> s.host("10.9.9.9"));
        look();
        assertThat(node("b").host()).isEqualTo("10.9.9.9");
        assertThat(map.epoch()).isEqualTo(1);
        assertThat(map.settled()).isTrue();
    }

    @Test
    void aSilentNodeWhosePodIsNotReadyGoesDownAndRejoins() {
        settled();
        seen.computeIfPresent("b", (n, s) -> s.podReady(false));
        look();
        after(29, "b");
        look();
        assertThat(node("b").weight()).isEqualTo(100);
        after(1, "b");
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.DOWN);
        assertThat(node("b").previousWeight()).isEqualTo(100);
        assertThat(map.epoch()).isEqualTo(2);

        after(10, "b");
        up("b");
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.ACTIVE);
        assertThat(map.epoch()).isEqualTo(3);
    }

    @Test
    void aNodeThatIsHeardIsNeverDown() {
        settled();
        seen.computeIfPresent("b", (n, s) -> s.podReady(false));
        look();
        after(300);
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.LEAF_ONLY);
    }

    @Test
    void aSilentNodeWhosePodIsReadyIsOnlyAvoided() {
        settled();
        after(300, "b");
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.LEAF_ONLY);
        assertThat(map.epoch()).isEqualTo(1);
    }

    @Test
    void aVanishedNodeIsRemovedOnceRepaired() {
        settled();
        seen.remove("b");
        look();
        after(30);
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.DOWN);
        assertThat(map.epoch()).isEqualTo(2);
        repaired = true;
        look();
        assertThat(names()).containsExactly("a", "c");
        assertThat(map.settled()).isTrue();
        assertThat(map.epoch()).isEqualTo(2);
    }

    @Test
    void nothingSeenChangesNothing() {
        settled();
        ClusterMap before = map;
        after(3);
        look();
        assertThat(map).isSameAs(before);
    }

    @Test
    void looksAgainInTimeToNoticeSilence() {
        settled();
        Step step = Membership.decide(map, observation(), timers, RULES, now);
        assertThat(step.wakeAt()).isEqualTo(now.plusSeconds(15));
    }

    @Test
    void aNodeThatThreeOthersFindSlowIsAvoidedForATermThatDoubles() {
        formed("a", "b", "c", "d", "e");
        accusers.put("b", Set.of("a", "c", "b"));
        look();
        assertThat(node("b").state()).as("two others").isEqualTo(NodeState.ACTIVE);

        accusers.put("b", Set.of("a", "c", "e"));
        assertThat(look())
                .singleElement()
                .satisfies(d -> assertThat(d.toString()).contains("b", "far less than others, say a, c, e"));
        assertThat(node("b").state()).isEqualTo(NodeState.LEAF_ONLY);
        assertThat(node("b").weight()).isEqualTo(100);
        assertThat(map.epoch()).isEqualTo(1);

        accusers.clear();
        after(59);
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.LEAF_ONLY);
        after(1);
        assertThat(look()).singleElement().isInstanceOf(Decision.Trust.class);
        assertThat(node("b").state()).isEqualTo(NodeState.ACTIVE);

        after(30);
        accusers.put("b", Set.of("a", "c", "d"));
        look();
        accusers.clear();
        after(119);
        look();
        assertThat(node("b").state()).as("twice as long").isEqualTo(NodeState.LEAF_ONLY);
        after(1);
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.ACTIVE);

        after(120);
        look();
        accusers.put("b", Set.of("a", "c", "d"));
        look();
        accusers.clear();
        after(60);
        look();
        assertThat(node("b").state()).as("it was good for long enough").isEqualTo(NodeState.ACTIVE);
    }

    @Test
    void neverMoreThanAFifthIsSlowAndOnlyWhoIsActiveIsBelieved() {
        formed("a", "b", "c", "d", "e");
        accusers.put("b", Set.of("a", "c", "d"));
        accusers.put("e", Set.of("a", "b", "c", "d"));
        look();
        assertThat(node("e").state()).as("most complain of it").isEqualTo(NodeState.LEAF_ONLY);
        assertThat(node("b").state()).isEqualTo(NodeState.ACTIVE);

        after(60);
        accusers.clear();
        seen.computeIfPresent("a", (n, s) -> s.podReady(false));
        look();
        accusers.put("b", Set.of("a", "c", "d", "nobody"));
        look();
        assertThat(node("b").state()).as("a does not serve itself").isEqualTo(NodeState.ACTIVE);
    }

    @Test
    void aSlowNodeThatIsSilentTooIsTreatedAsSilent() {
        formed("a", "b", "c", "d", "e");
        accusers.put("b", Set.of("a", "c", "d"));
        look();
        seen.computeIfPresent("b", (n, s) -> s.podReady(false));
        look();
        after(30, "b");
        look();
        assertThat(node("b").state()).isEqualTo(NodeState.DOWN);
    }

    @Test
    void looksAgainWhenATermEnds() {
        formed("a", "b", "c", "d", "e");
        accusers.put("b", Set.of("a", "c", "d"));
        look();
        accusers.clear();
        after(50);
        Step step = Membership.decide(map, observation(), timers, RULES, now);
        assertThat(step.wakeAt()).isEqualTo(now.plusSeconds(10));
    }

    @Test
    void aNodeThatChangesItsZoneIsNewThere() {
        settled();
        zones.put("b", "eastus2-2");
        look();
        assertThat(node("b").location()).isEqualTo(Location.of("eastus2-2", "gpu", ""));
        assertThat(node("b").previousWeight()).as("what it had counts nowhere").isZero();
        assertThat(node("b").weight()).isEqualTo(100);
        assertThat(map.epoch()).isEqualTo(2);
        assertThat(names()).containsExactly("a", "b", "c");
    }

    @Test
    void aLabelThatComesAndGoesMovesANodeOncePerEpochAtMost() {
        settled();
        for (int i = 0; i < 10; i++) {
            zones.put("b", i % 2 == 0 ? "" : "eastus2-1");
            look();
            after(1);
        }
        assertThat(map.epoch()).as("5 s apart, in 10 s").isLessThanOrEqualTo(3);
    }

    private void formed(String... nodes) {
        up(nodes);
        desired = nodes.length;
        look();
    }

    private void formed() {
        up("a", "b", "c");
        look();
    }

    private void settled() {
        formed();
        repaired = true;
        look();
        repaired = false;
        after(60);
    }

    private List<Decision> look() {
        Step step = Membership.decide(map, observation(), timers, RULES, now);
        map = step.map();
        timers = step.timers();
        return step.decisions();
    }

    @Test
    void anEpochThatHasNothingToCopyIsSettledFromItsBeginning() {
        nothingToCopy = true;
        formed();
        assertThat(map.settled()).isTrue();
        assertThat(map.epoch()).isEqualTo(1);
        assertThat(map.members()).isPositive();
    }

    /** A new port is in the spec at once, and in pods as they are rolled. */
    @Test
    void aNodeIsReachedWhereItsPodListens() {
        formed();
        String first = map.node(0).name();
        ports.put(first, 9701);
        after(1);
        look();
        assertThat(map.node(0).peerPort()).isEqualTo(9701);
        assertThat(map.node(1).peerPort()).isEqualTo(RULES.peerPort());
    }

    private Observation observation() {
        Map<String, Candidate> candidates = new HashMap<>();
        seen.forEach((name, s) -> candidates.put(
                name,
                new Candidate(
                        name,
                        Location.of(zones.getOrDefault(name, "eastus2-1"), "gpu", ""),
                        s.host,
                        ports.getOrDefault(name, 0),
                        s.podReady,
                        s.nodeReady,
                        s.leaving,
                        weights.getOrDefault(name, 0),
                        s.heard)));
        return new Observation(candidates, desired, accusers, repaired, nothingToCopy);
    }

    private void up(String... nodes) {
        for (String node : nodes) {
            seen.put(node, new Seen(true, true, null, now, "10.0.0." + (node.charAt(0) - 'a' + 1)));
        }
    }

    /** Time passes; every node is heard again but the silent ones. */
    private void after(int seconds, String... silent) {
        now = now.plusSeconds(seconds);
        UnaryOperator<Seen> heard = s -> s.heard == null ? s : s.heard(now);
        seen.replaceAll((name, s) -> List.of(silent).contains(name) ? s : heard.apply(s));
    }

    private List<String> names() {
        return map.nodes().stream().map(CacheNode::name).toList();
    }

    private CacheNode node(String name) {
        return map.node(map.indexOf(name));
    }

    private record Seen(
            boolean podReady,
            boolean nodeReady,
            @Nullable String leaving,
            @Nullable Instant heard,
            String host) {
        Seen leaving(@Nullable String why) {
            return new Seen(podReady, nodeReady, why, heard, host);
        }

        Seen podReady(boolean ready) {
            return new Seen(ready, nodeReady, leaving, heard, host);
        }

        Seen heard(Instant at) {
            return new Seen(podReady, nodeReady, leaving, at, host);
        }

        Seen host(String newHost) {
            return new Seen(podReady, nodeReady, leaving, heard, newHost);
        }
    }
}
