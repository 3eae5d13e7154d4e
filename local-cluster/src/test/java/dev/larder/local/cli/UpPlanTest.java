package dev.larder.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.local.LocalClusters.Availability;
import dev.larder.local.cli.UpPlan.Wishes;
import dev.larder.local.machine.MachineException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpPlanTest {
    private static final Availability BARE = new Availability("bare nodes", true, "all here");
    private static final Availability NO_BARE = new Availability("bare nodes", false, "needs root: run it with sudo");
    private static final Availability K3S = new Availability("k3s container", true, "Docker answers");
    private static final Availability NO_K3S = new Availability("k3s container", false, "needs a Docker engine");

    @Test
    void bareNodesAreTakenWhereTheyCanRunAndDockerIsNotEvenAsked() {
        var plan = UpPlan.of(wishes(null, null), BARE, () -> {
            throw new AssertionError("asked for Docker");
        });
        assertThat(plan).isEqualTo(new UpPlan.Bare("larder", 6, 3));
    }

    @Test
    void thereAreNotMoreZonesThanNodesUnlessSomebodySaysSo() {
        assertThat(UpPlan.of(wishes(1, null), BARE, () -> NO_K3S)).isEqualTo(new UpPlan.Bare("larder", 1, 1));
        assertThatThrownBy(() -> UpPlan.of(wishes(2, 3), BARE, () -> NO_K3S))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("--zones");
        assertThatThrownBy(() -> UpPlan.of(wishes(51, 3), BARE, () -> NO_K3S))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("1 to 50");
    }

    @Test
    void withoutRootItIsOneNodeInAContainer() {
        assertThat(UpPlan.of(wishes(null, null), NO_BARE, () -> K3S)).isEqualTo(new UpPlan.K3s());
        assertThat(UpPlan.of(wishes(1, 1), NO_BARE, () -> K3S)).isEqualTo(new UpPlan.K3s());
    }

    @Test
    void whatAContainerCannotDoIsNamedAtOnceWithWhatCould() {
        assertThatThrownBy(() -> UpPlan.of(new Wishes("big", 6, 3, true), NO_BARE, () -> K3S))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("--name big, --nodes 6, --zones 3, --detach")
                .hasMessageContaining("run it with sudo");
    }

    @Test
    void withoutEitherItSaysWhatWouldEnableEach() {
        assertThatThrownBy(() -> UpPlan.of(wishes(null, null), NO_BARE, () -> NO_K3S))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("bare nodes: needs root")
                .hasMessageContaining("k3s container: needs a Docker engine");
    }

    @Test
    void whoLooksForAClusterInVainHearsWhereItMayBe() {
        assertThat(Absence.text("x", List.of("a", "b"), BARE)).isEqualTo("Nothing named x runs. There are: a, b.");
        assertThat(Absence.text("x", List.of(), NO_BARE)).contains("k3s").contains("./larder up");
    }

    private static Wishes wishes(@Nullable Integer nodes, @Nullable Integer zones) {
        return new Wishes(UpCommand.DEFAULT_NAME, nodes, zones, false);
    }
}
