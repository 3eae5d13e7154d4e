package dev.larder.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.AllowedDatasets;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheRuntime;
import dev.larder.crds.cluster.Network;
import dev.larder.crds.cluster.OnDemand;
import dev.larder.crds.cluster.OnDemandRule;
import dev.larder.crds.cluster.Topology;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetSpec;
import dev.larder.crds.dataset.Placement;
import dev.larder.crds.dataset.Retention;
import dev.larder.crds.dataset.WarmUp;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final String CLUSTER = """
            apiVersion: larder.dev/v1alpha1
            kind: CacheCluster
            metadata: {name: gpu}
            spec:
              nodes: {selector: {matchLabels: {pool: gpu}}}
              storage: {disks: [{path: /mnt/nvme0/larder, capacity: 1.5Gi}]}
              origins: [{account: contoso, credential: {anonymous: {}}}]
            """;
    private static final String DATASET = """
            apiVersion: larder.dev/v1alpha1
            kind: Dataset
            metadata: {name: imagenet, namespace: vision}
            spec:
              cacheClusterRef: {name: gpu}
              source: {azureBlob: {account: contoso, container: train}}
            """;

    @Test
    void absentPartsOfCacheClusterTakeTheDefaultsOfTheSchema() {
        var spec = Serialization.unmarshal(CLUSTER, CacheCluster.class).getSpec();
        assertThat(spec.topology()).isEqualTo(Topology.DEFAULT);
        assertThat(spec.network()).isEqualTo(Network.DEFAULT);
        assertThat(spec.allowedDatasets()).isEqualTo(AllowedDatasets.DEFAULT);
        assertThat(spec.onDemand()).isEqualTo(OnDemand.DEFAULT);
        assertThat(spec.runtime()).isEqualTo(CacheRuntime.DEFAULT);
        assertThat(spec.chunkBytes()).isEqualTo(4 << 20);
        assertThat(spec.nodes().tolerations()).isEmpty();
        assertThat(spec.storage().disks().getFirst().capacitySize().bytes()).isEqualTo(3L << 29);
        assertThat(spec.origins().getFirst().effectiveEndpoint()).isEqualTo("https://contoso.blob.core.windows.net");
    }

    @Test
    void absentPartsOfAnOnDemandRuleTakeTheDefaultsOfTheSchema() {
        var rules = Serialization.unmarshal(
                        CLUSTER + "  onDemand: {rules: [{account: contoso, policy: Revalidate}]}\n", CacheCluster.class)
                .getSpec()
                .onDemand()
                .rules();
        assertThat(rules).containsExactly(new OnDemandRule("contoso", "*", OnDemandRule.Policy.REVALIDATE, "1m", "5m"));
        assertThat(rules.getFirst().revalidateSeconds()).isEqualTo(60);
        assertThat(new OnDemandRule("contoso", "*", OnDemandRule.Policy.NEVER, "1h30m5s", "90s").revalidateSeconds())
                .isEqualTo(5405);
    }

    @Test
    void absentPartsOfDatasetTakeTheDefaultsOfTheSchema() {
        DatasetSpec spec = Serialization.unmarshal(DATASET, Dataset.class).getSpec();
        assertThat(spec.placement()).isEqualTo(Placement.DEFAULT);
        assertThat(spec.warmUp()).isEqualTo(WarmUp.DEFAULT);
        assertThat(spec.retention()).isEqualTo(Retention.DEFAULT);
        assertThat(spec.retention().isPinned(WarmUp.Strategy.FULL)).isTrue();
        assertThat(spec.retention().isPinned(WarmUp.Strategy.ON_DEMAND)).isFalse();
        assertThat(spec.retention().limit()).isZero();
        assertThat(spec.source().azureBlob().prefix()).isEmpty();
        assertThat(spec.cacheClusterRef().namespaceFor("vision")).isEqualTo("vision");
    }

    @Test
    void surviveARoundTrip() {
        var cluster = Serialization.unmarshal(CLUSTER, CacheCluster.class);
        assertThat(Serialization.unmarshal(Serialization.asYaml(cluster), CacheCluster.class)
                        .getSpec())
                .isEqualTo(cluster.getSpec());
        var dataset = Serialization.unmarshal(DATASET, Dataset.class);
        assertThat(Serialization.unmarshal(Serialization.asYaml(dataset), Dataset.class)
                        .getSpec())
                .isEqualTo(dataset.getSpec());
    }

    /** A newer API server may send fields that this version does not know; informers must live through that. */
    @Test
    void ignoreWhatANewerVersionAdds() {
        String newer = DATASET + "  tomorrow: {a: 1}\nstatus: {tomorrow: [1], zones: [{name: z, tomorrow: 1}]}\n";
        var dataset = Serialization.unmarshal(
                newer.replace("container: train", "container: train, tomorrow: 1"), Dataset.class);
        assertThat(dataset.getSpec().source().azureBlob().container()).isEqualTo("train");
        assertThat(dataset.getStatus().zones().getFirst().name()).isEqualTo("z");
    }
}
