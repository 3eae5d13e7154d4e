package dev.larder.operator.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.Dataset;
import dev.larder.operator.dataset.Admission.Admitted;
import dev.larder.operator.dataset.Admission.Refused;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final CacheCluster CLUSTER = Serialization.unmarshal("""
            apiVersion: larder.dev/v1alpha1
            kind: CacheCluster
            metadata: {name: gpu, namespace: larder}
            spec:
              nodes: {selector: {}}
              storage: {disks: [{path: /mnt/larder, capacity: 100Gi}]}
              origins: [{account: contoso, credential: {anonymous: {}}}]
              allowedDatasets: {namespaces: {from: Selector, selector: {matchLabels: {team: vision}}}}
            """, CacheCluster.class);
    private static final Dataset DATASET = Serialization.unmarshal("""
            apiVersion: larder.dev/v1alpha1
            kind: Dataset
            metadata: {name: imagenet, namespace: vision}
            spec:
              cacheClusterRef: {name: gpu, namespace: larder}
              source: {azureBlob: {account: contoso, container: train}}
            """, Dataset.class);

    @Test
    void aNamespaceThatGetsTheLabelLaterIsLookedAtAgain() {
        assertThat(Admission.of(DATASET, CLUSTER, namespace -> Map.of()))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.NOT_ALLOWED);
                    assertThat(refused.again()).isPresent();
                });
        assertThat(Admission.of(DATASET, CLUSTER, namespace -> Map.of("team", "vision")))
                .isInstanceOf(Admitted.class);
        assertThat(Admission.of(DATASET, null, namespace -> Map.of()))
                .as("it is told when there is such a CacheCluster")
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.again()).isEmpty());
    }
}
