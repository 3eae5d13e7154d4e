package dev.larder.model.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelsTest {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String REGION = "topology.kubernetes.io/region";
    private static final Levels AKS = Levels.aks();

    @Test
    void aksNodesAreLocatedByZonePoolAndRack() {
        assertThat(AKS.locate(Map.of(
                        REGION,
                        "eastus2",
                        ZONE,
                        "eastus2-1",
                        "kubernetes.azure.com/agentpool",
                        "gpu",
                        "ib/torset",
                        "t7")))
                .isEqualTo(Location.of("eastus2-1", "gpu", "t7"));
    }

    @Test
    void fallbackLabelsAreTriedInOrder() {
        assertThat(AKS.locate(Map.of(ZONE, "z", "agentpool", "old")).values().get(1))
                .isEqualTo("old");
        assertThat(AKS.locate(Map.of(ZONE, "z", "karpenter.sh/nodepool", "nap"))
                        .values()
                        .get(1))
                .isEqualTo("nap");
        assertThat(AKS.locate(Map.of("agentpool", "old", "kubernetes.azure.com/agentpool", "new"))
                        .values()
                        .get(1))
                .isEqualTo("new");
    }

    @Test
    void aFaultDomainIsNotAZone() {
        Location trapped = AKS.locate(Map.of(REGION, "westus", ZONE, "0", "agentpool", "gpu"));
        assertThat(trapped.known(0)).isFalse();
        assertThat(trapped.name(0)).isEqualTo("Unknown");
        assertThat(trapped.name(1)).isEqualTo("gpu");
        assertThat(AKS.locate(Map.of(REGION, "westus", ZONE, "1")))
                .as("all fault domains are one Unknown domain")
                .isEqualTo(AKS.locate(Map.of(REGION, "westus", ZONE, "0")));
    }

    @Test
    void numberedZonesWithoutARegionAreSomebodysOwn() {
        assertThat(AKS.locate(Map.of(ZONE, "1")).name(0)).isEqualTo("1");
        assertThat(AKS.locate(Map.of(ZONE, "zone-a", REGION, "here")).name(0)).isEqualTo("zone-a");
    }

    @Test
    void aNumberIsAFineNameForOtherLevels() {
        assertThat(AKS.locate(Map.of(REGION, "r", "agentpool", "1")).name(1)).isEqualTo("1");
    }

    @Test
    void missingEmptyAndOverlongLabelsAreUnknown() {
        assertThat(AKS.locate(Map.of())).isEqualTo(Location.of("", "", ""));
        assertThat(AKS.locate(Map.of(ZONE, " ", "ib/torset", "x".repeat(300)))).isEqualTo(Location.of("", "", ""));
    }

    @Test
    void ofLabelsThatContradictEachOtherTheFirstListedDecides() {
        Map<String, String> labels = Map.of("karpenter.sh/nodepool", "b", "agentpool", "a");
        assertThat(AKS.locate(labels).name(1)).isEqualTo("a");
    }

    @Test
    void scopesAreDepthsInTheTree() {
        assertThat(AKS.scopes()).containsExactly("Cluster", "Zone", "Pool", "Rack", "Cell", "Node");
        for (int depth = 0; depth < 6; depth++) {
            assertThat(AKS.depth(AKS.scopes().get(depth))).isEqualTo(depth);
        }
        assertThat(AKS.cellDepth()).isEqualTo(4);
        assertThat(AKS.nodeDepth()).isEqualTo(5);
    }

    @Test
    void anUnknownScopeSaysWhichThereAre() {
        assertThatExceptionOfType(UnknownScopeException.class)
                .isThrownBy(() -> AKS.depth("zone"))
                .withMessage("unknown scope \"zone\"; one of Cluster, Zone, Pool, Rack, Cell, Node")
                .satisfies(e -> assertThat(e.accepted()).isEqualTo(AKS.scopes()));
    }

    @Test
    void refusesLevelsThatCannotBeToldApart() {
        Level zone = new Level("Zone", List.of(ZONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Levels(List.of(zone, zone), 256));
        assertThatIllegalArgumentException().isThrownBy(() -> new Levels(List.of(zone), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Levels(List.of(zone), 5000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Level("Node", List.of(ZONE)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Level("a b", List.of(ZONE)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Level("Row", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Level("Row", List.of("")));
    }
}
