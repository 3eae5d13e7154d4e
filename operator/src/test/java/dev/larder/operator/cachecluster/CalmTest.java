package dev.larder.operator.cachecluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.fleet.Fleet;
import dev.larder.operator.fleet.Group;
import dev.larder.operator.fleet.LabelChoice;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.session.ClusterView;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CalmTest {
    private static final Levels LEVELS = new Levels(List.of(), 256);
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final Group GROUP =
            new Group(new LabelChoice.Missing(List.of("pool")), new LabelChoice.Missing(List.of("zone")));

    private final Set<String> heard = new HashSet<>(NODES);
    private final Set<String> lost = new HashSet<>();
    private final Set<String> leaving = new HashSet<>();

    @Test
    void allServe() {
        assertThat(holds(map().build())).isTrue();
    }

    @Test
    void notWhileOneIsAvoided() {
        assertThat(holds(map().leafOnly("b").build())).isFalse();
    }

    @Test
    void notWhileCopiesAreMade() {
        assertThat(holds(map().build().edit().drain("b").build())).isFalse();
    }

    @Test
    void aNodeOfWhichOnlyTheKubeletIsSilentIsNotWaitedFor() {
        lost.add("b");
        assertThat(holds(map().leafOnly("b").build())).isTrue();
    }

    @Test
    void aNodeThatIsSilentAltogetherIsWaitedForUntilItHasNoShare() {
        lost.add("b");
        heard.remove("b");
        assertThat(holds(map().leafOnly("b").build())).isFalse();
        assertThat(holds(map().build().edit().down("b").settle().build())).isTrue();
    }

    @Test
    void aCordonedNodeIsNotWaitedForOnceItHasGivenUpItsShare() {
        leaving.add("b");
        assertThat(holds(map().build())).as("it still has one, and serves").isTrue();
        assertThat(holds(map().build().edit().drain("b").build()))
                .as("what it had is being copied")
                .isFalse();
        assertThat(holds(map().build().edit().drain("b").settle().build())).isTrue();
        assertThat(holds(map().build().edit().drain("b").settle().remove("b").build()))
                .as("it was cordoned before it could join")
                .isTrue();
        leaving.clear();
        assertThat(holds(map().build().edit().drain("b").settle().build()))
                .as("it is about to join again")
                .isFalse();
    }

    private boolean holds(ClusterMap map) {
        ClusterView view =
                new ClusterView(map, new Catalog(1, List.of(), List.of()), 0, 0, Map.of(), Map.of(), map.settled());
        List<PodRecord> pods = NODES.stream().map(CalmTest::pod).toList();
        return new Calm(view, heard::contains, lost::contains, leaving::contains)
                .holds(new Fleet(Map.of(GROUP, NODES.size()), pods), NODES.size());
    }

    private static MapEdit map() {
        MapEdit edit = ClusterMap.empty(LEVELS).edit();
        NODES.forEach(node -> edit.join(node, Location.of(), "10.0.0.1", 8711, 10));
        return edit.settle();
    }

    private static PodRecord pod(String node) {
        return new PodRecord(
                "ns", "pod-" + node, "gpu", "group", "new", node, "10.0.0.1", 8701, true, false, Instant.EPOCH, null);
    }
}
