package dev.larder.operator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.feed.Relays;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final int CELL = 8;
    private final ClusterMap map = map(40);
    private final Relays relays = new Relays(map);

    @Test
    void oneNodeOfEachCellGetsAStreamAndTheOthersFollowIt() {
        FeedHub hub = hub(39);
        Set<String> served = new HashSet<>();
        for (int i = 0; i < map.size(); i++) {
            String relay = map.node(relays.of(i)[0]).name();
            switch (hub.admit(map.node(i).name(), true, Set.of())) {
                case Admission.Serve() -> served.add(map.node(i).name());
                case Admission.Follow(var follow) -> assertThat(follow.name()).isEqualTo(relay);
                case Admission.Later later -> throw new AssertionError(later);
            }
        }
        assertThat(served).hasSize(40 / CELL);
    }

    @Test
    void whoCannotReachARelayFollowsTheNextAndInTheEndTheOperator() {
        FeedHub hub = hub(39);
        Set<String> tried = new HashSet<>();
        int last = 0;
        for (int i = 0; i < map.size(); i++) {
            int node = i;
            if (java.util.Arrays.stream(relays.of(i)).noneMatch(r -> r == node)) {
                last = i;
            }
        }
        for (int relay : relays.of(last)) {
            assertThat(hub.admit(map.node(last).name(), true, tried)).isEqualTo(new Admission.Follow(map.node(relay)));
            tried.add(map.node(relay).name());
        }
        assertThat(hub.admit(map.node(last).name(), true, tried)).isEqualTo(new Admission.Serve());
    }

    @Test
    void theNextInRankIsServedOnceTheFirstDoesNotAnswer() {
        int[] ranked = relays.of(0);
        String first = map.node(ranked[0]).name();
        assertThat(hub(39).admit(map.node(ranked[1]).name(), true, Set.of(first)))
                .isEqualTo(new Admission.Serve());
    }

    @Test
    void newcomersWaitAtRelaysTooAndOldOnesAndSmallClustersHaveNone() {
        assertThat(hub(39).admit("new", true, Set.of())).isInstanceOf(Admission.Follow.class);
        assertThat(hub(39).admit("n00", false, Set.of())).isEqualTo(new Admission.Serve());
        assertThat(hub(40).admit("n00", true, Set.of())).isEqualTo(new Admission.Serve());
    }

    @Test
    void aStormIsSpreadOutButRelaysNeverWait() {
        FeedHub hub = new FeedHub(39, 5);
        hub.publish(map, null);
        int served = 0;
        Set<Integer> waits = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            switch (hub.admit("old" + i, false, Set.of())) {
                case Admission.Serve() -> served++;
                case Admission.Later(int seconds) -> waits.add(seconds);
                case Admission.Follow follow -> throw new AssertionError(follow);
            }
        }
        assertThat(served).isBetween(5, 50);
        assertThat(waits).containsExactlyInAnyOrder(1, 2, 3, 4);
        for (int i = 0; i < map.size(); i++) {
            assertThat(hub.admit(map.node(relays.of(i)[0]).name(), true, Set.of()))
                    .isEqualTo(new Admission.Serve());
        }
    }

    @Test
    void theRateIsKept() {
        Newcomers newcomers = new Newcomers(10, 0);
        int served = 0;
        for (long now = 0; now < 10_000_000_000L; now += 10_000_000) {
            served += newcomers.secondsToWait(now) == 0 ? 1 : 0;
        }
        assertThat(served).isBetween(105, 111);
    }

    private FeedHub hub(int relaysAbove) {
        FeedHub hub = new FeedHub(relaysAbove, 1_000);
        hub.publish(map, null);
        return hub;
    }

    private static ClusterMap map(int nodes) {
        MapEdit edit = ClusterMap.empty(new Levels(List.of(new Level("Zone", List.of("zone"))), CELL))
                .edit();
        for (int i = 0; i < nodes; i++) {
            edit.join("n%02d".formatted(i), new Location(List.of("z")), "10.0.0." + i, 8701, 1);
        }
        return edit.build();
    }
}
