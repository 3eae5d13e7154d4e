package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import dev.larder.operator.membership.Candidate;
import dev.larder.operator.nodes.Labels;
import dev.larder.operator.nodes.NodeRecord;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.reports.ReportBook;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final CacheCluster CLUSTER = Serialization.unmarshal("""
            apiVersion: larder.dev/v1alpha1
            kind: CacheCluster
            metadata: {name: gpu, namespace: larder}
            spec:
              nodes: {selector: {matchLabels: {gpu: "true"}}}
              storage: {disks: [{path: /mnt/larder, capacity: 100Gi}]}
              origins: [{account: contoso, credential: {anonymous: {}}}]
            """, CacheCluster.class);

    private final ReportBook reports = new ReportBook();

    @Test
    void aNodeOfWhichNoDiskWorksIsEmptied() {
        assertThat(candidate().leaving()).as("it has said nothing yet").isNull();
        reported(1, 100L << 30);
        assertThat(candidate().leaving()).isNull();
        assertThat(candidate().weight()).isEqualTo(100);
        reported(2, 0);
        assertThat(candidate().leaving()).isEqualTo("none of its disks works");
        reported(3, 50L << 30);
        assertThat(candidate().leaving()).isNull();
    }

    private Candidate candidate() {
        PodRecord pod = new PodRecord(
                "larder", "pod", "gpu", "group", "template", "a", "10.0.0.1", 8701, true, false, NOW, null);
        NodeRecord node = new NodeRecord("a", Labels.of(Map.of("gpu", "true")), true, null);
        return Objects.requireNonNull(new Candidates()
                .of(CLUSTER, Levels.aks(), List.of(pod), name -> name.equals("a") ? node : null, reports)
                .get("a"));
    }

    private void reported(long sequence, long capacity) {
        reports.put(new NodeReport("a", 1, sequence, 0, 0, capacity, 0, List.of()), NOW);
    }
}
