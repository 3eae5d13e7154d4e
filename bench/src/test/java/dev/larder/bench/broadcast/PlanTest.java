package dev.larder.bench.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Plan PLAN = new Plan(24, 3, 2, 1 << 30, 100_000_000, 400_000_000, 4);

    @Test
    void nodesAreSpreadOverZonesAndCells() {
        ClusterMap map = PLAN.map();

        var cells = map.nodes().stream()
                .collect(Collectors.groupingBy(
                        node -> node.location().values().getFirst() + "/" + node.cell(), Collectors.counting()));
        assertThat(cells)
                .hasSize(6)
                .allSatisfy((cell, count) -> assertThat(count).isEqualTo(4));
        assertThat(map.settled()).isTrue();
        // Numbers of nodes are their places in the map.
        for (int i = 0; i < map.size(); i++) {
            assertThat(map.node(i).name()).isEqualTo(Plan.node(i));
            assertThat(map.node(i).host()).isEqualTo(Site.address(i));
        }
    }

    @Test
    void theKilledAreInDifferentCells() {
        ClusterMap map = PLAN.map();

        var cells = PLAN.victims().stream()
                .map(map::node)
                .map((CacheNode node) -> node.location() + "/" + node.cell())
                .distinct();
        assertThat(PLAN.victims()).hasSize(4);
        assertThat(cells).hasSize(4);
    }

    @Test
    void whatCannotBePlayedIsRefused() {
        assertThatThrownBy(() -> new Plan(11, 3, 2, 1 << 30, 100_000_000, 400_000_000, 0))
                .hasMessageContaining("12 to 200");
        assertThatThrownBy(() -> new Plan(12, 3, 2, 1, 100_000_000, 400_000_000, 0))
                .hasMessageContaining("multiple of 16 MiB");
        assertThatThrownBy(() -> new Plan(12, 3, 2, 1 << 30, 1_000, 400_000_000, 0))
                .hasMessageContaining("64000 bit/s");
        assertThatThrownBy(() -> PLAN.killing(13)).hasMessageContaining("half");
    }
}
