package dev.larder.local.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.local.control.Tuning;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeRenderingTest {
    private final NodePlace place = new NodePlace(3, "eastus2-2", "gpu");

    @Test
    void nodesAreNamedAndLabelledAsOnAks() {
        assertThat(place.name()).isEqualTo("aks-gpu-000003");
        assertThat(place.kubeletLabels("Standard_X").split(","))
                .contains(
                        "topology.kubernetes.io/zone=eastus2-2",
                        "topology.kubernetes.io/region=eastus2",
                        "kubernetes.azure.com/agentpool=gpu",
                        "agentpool=gpu",
                        "node.kubernetes.io/instance-type=Standard_X")
                // The kubelet may not set these itself and does so anyway.
                .noneMatch(label -> label.startsWith("kubernetes.io/"));
        assertThat(place.providerId()).startsWith("azure:///subscriptions/").endsWith("/virtualMachines/3");
    }

    @Test
    void whatIsRememberedReadsBack() {
        assertThat(NodePlace.read(place.write())).isEqualTo(place);
        var settings = new ClusterSettings(99, new Tuning(Duration.ofMillis(12_500)), "Standard_X");
        assertThat(ClusterSettings.read(settings.write())).isEqualTo(settings);
    }

    @Test
    void aTemplateTakesValuesAsTheyAreAndRefusesToLackOne() {
        assertThat(new Template("a @NAME@ c").fill(Map.of("NAME", "$1\\"))).isEqualTo("a $1\\ c");
        assertThatThrownBy(() -> new Template("@GONE@").fill(Map.of())).hasMessageContaining("@GONE@");
    }

    @Test
    void poolsAreSpreadOverZones() {
        assertThat(BareClusterSpec.named("x")
                        .nodes(3, 2, "gpu")
                        .node("eastus2-1", "cpu")
                        .nodes())
                .extracting(p -> p.zone() + " " + p.pool())
                .containsExactly("eastus2-1 gpu", "eastus2-2 gpu", "eastus2-1 gpu", "eastus2-1 cpu");
    }
}
