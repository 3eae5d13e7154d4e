package dev.larder.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.OnDemandRule.Policy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnDemandTest {
    private static final String CLUSTER = """
            apiVersion: larder.dev/v1alpha1
            kind: CacheCluster
            metadata: {name: gpu}
            spec:
              nodes: {selector: {matchLabels: {pool: gpu}}}
              storage: {disks: [{path: /mnt/nvme0/larder, capacity: 1Gi}]}
              chunkSize: 8Mi
              origins: [{account: contoso, credential: {anonymous: {}}}]
            """;

    private static OnDemand of(String more) {
        return Catalogs.onDemand(
                Serialization.unmarshal(CLUSTER + more, CacheCluster.class).getSpec());
    }

    @Test
    void rulesBecomeRules() {
        var pool = of("""
                  onDemand:
                    scope: Rack
                    rules:
                    - {account: contoso, container: secret, policy: Never}
                    - {account: contoso, container: models-*, policy: Immutable, recheckAccessAfter: 1h}
                    - {account: contoso, container: live, policy: Strict}
                    - {account: contoso, policy: Revalidate, revalidateAfter: 90s}
                """);
        assertThat(pool)
                .isEqualTo(new OnDemand(
                        8 << 20,
                        "Rack",
                        List.of(
                                new OnDemandRule("contoso", "secret", Policy.OFF, 60, 300),
                                new OnDemandRule("contoso", "models-*", Policy.IMMUTABLE, 60, 3600),
                                new OnDemandRule("contoso", "live", Policy.STRICT, 60, 300),
                                new OnDemandRule("contoso", "*", Policy.REVALIDATE, 90, 300))));
    }

    @Test
    void aChangedRuleIsANewCatalogAndNoRuleIsNone() {
        assertThat(of("  onDemand: {scope: Rack}\n")).isEqualTo(OnDemand.OFF);
        var pool = of("  onDemand: {rules: [{account: contoso, policy: Strict}]}\n");
        var first = Catalogs.next(Catalog.EMPTY, List.of(), List.of(), NetworkBudgets.DEFAULT, pool);
        assertThat(first.version()).isEqualTo(1);
        assertThat(first.onDemand()).isEqualTo(pool);
        assertThat(Catalogs.next(first, List.of(), List.of(), NetworkBudgets.DEFAULT, pool))
                .isSameAs(first);
        assertThat(Catalogs.next(first, List.of(), List.of(), NetworkBudgets.DEFAULT, OnDemand.OFF)
                        .version())
                .isEqualTo(2);
    }
}
