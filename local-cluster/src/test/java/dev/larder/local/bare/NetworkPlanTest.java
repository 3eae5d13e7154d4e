package dev.larder.local.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.local.network.Cable;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {
    private final NetworkPlan plan = new NetworkPlan(70);

    @Test
    void everyNodeHasAddressesOfItsOwnInsideTheBlock() {
        var seen = new HashSet<String>();
        for (int i = 1; i <= NetworkPlan.MAX_NODES; i++) {
            assertThat(seen.add(plan.node(i))).isTrue();
            assertThat(seen.add(plan.pods(i))).isTrue();
            assertThat(plan.node(i)).startsWith("10.70.0.").isNotIn(plan.hub(), plan.machine());
            int third = Integer.parseInt(plan.pods(i).split("\\.")[2]);
            assertThat(third).isBetween(128, 255);
        }
        assertThat(plan.pods(1)).isEqualTo("10.70.128.128/25");
        assertThat(plan.pods(2)).isEqualTo("10.70.129.0/25");
    }

    @Test
    void aNodeReachesAllPodsButItsOwnThroughOthers() {
        assertThat(plan.podRoutes(2).lines())
                .hasSize(NetworkPlan.MAX_NODES)
                .contains("route add 10.70.128.128/25 via 10.70.0.1", "route add blackhole 10.70.129.0/25");
    }

    @Test
    void theHardwareAddressFollowsFromTheOther() {
        assertThat(Cable.hardware("10.70.0.254")).isEqualTo("02:4c:0a:46:00:fe");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> plan.node(NetworkPlan.MAX_NODES + 1)).hasMessageContaining("1 to 200 nodes");
        assertThatThrownBy(() -> new NetworkPlan(63)).isInstanceOf(IllegalArgumentException.class);
    }
}
