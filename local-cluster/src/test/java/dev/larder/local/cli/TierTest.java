package dev.larder.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TierTest {
    @Test
    void everyTierRunsOnAMachineThatCanDoAll() {
        assertThat(Tier.values())
                .allSatisfy(tier -> assertThat(tier.obstacle(new Machine(true, true, true, List.of())))
                        .isEmpty());
    }

    @Test
    void saysWhatWouldEnableATier() {
        var laptop = new Machine(true, false, false, List.of("Go"));

        assertThat(Tier.CLUSTER.obstacle(laptop))
                .hasValueSatisfying(why -> assertThat(why).contains("root"));
        assertThat(Tier.K3S.obstacle(laptop))
                .hasValueSatisfying(why -> assertThat(why).contains("Docker"));
        assertThat(Tier.CONFORMANCE.obstacle(laptop))
                .hasValueSatisfying(why -> assertThat(why).contains("install Go and put"));
        assertThat(Tier.UNIT.obstacle(laptop)).isEmpty();
        assertThat(Tier.CONTROL_PLANE.obstacle(laptop)).isEmpty();
    }

    @Test
    void labelsAreUniqueAndFound() {
        assertThat(Tier.values())
                .allSatisfy(tier -> assertThat(Tier.named(tier.label())).contains(tier));
        assertThat(Tier.named("nightly")).isEmpty();
    }

    @Test
    void onlyTheUnitTierStopsBeforePackaging() {
        assertThat(TestPlan.arguments(List.of(Tier.UNIT))).contains("test").doesNotContain("verify");
        assertThat(TestPlan.arguments(List.of(Tier.FORMAT))).isEmpty();
    }

    @Test
    void aSingleTierLeavesTheOthersOut() {
        assertThat(TestPlan.arguments(List.of(Tier.CLUSTER)))
                .contains("verify", "-DskipUnitTests=true", "-Dit.excludedGroups=conformance,control-plane,k3s");
        assertThat(TestPlan.arguments(Arrays.asList(Tier.values())))
                .contains("verify", "-Dit.excludedGroups=")
                .doesNotContain("-DskipUnitTests=true");
    }
}
