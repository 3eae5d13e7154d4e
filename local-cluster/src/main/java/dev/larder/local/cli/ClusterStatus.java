package dev.larder.local.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.larder.crds.condition.Conditions;
import dev.larder.local.install.DatasetState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code ./larder status --json} prints. Fields are added, never renamed or removed; sizes are bytes. */
@JsonPropertyOrder({"name", "kubeconfig", "kubectl", "logs", "nodes", "origin", "datasets"})
record ClusterStatus(
        String name,
        String kubeconfig,
        String kubectl,
        String logs,
        List<Node> nodes,
        Origin origin,
        List<DatasetLine> datasets) {

    /**
     * @param state {@code ON}, {@code OFF} or {@code UNPLUGGED}
     * @param blobEndpoint without the account, which is the first part of the path
     */
    record Node(String name, String zone, String pool, String address, String state, String blobEndpoint) {}

    /** @param requests and {@code bytes} of answers since the cluster was started */
    record Origin(String endpoint, String account, long requests, long bytes) {}

    /** Figures are absent until the operator knows them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DatasetLine(
            String namespace,
            String name,
            @Nullable Long objects,
            @Nullable Long bytes,
            @Nullable Long requiredBytes,
            @Nullable Long warmedBytes,
            @Nullable Integer warmPercent,
            @Nullable Long bytesPerSecond,
            @Nullable Long etaSeconds,
            boolean warm,
            boolean serving,
            String reason,
            String message) {

        static DatasetLine of(DatasetState state) {
            var status = state.status().orElse(null);
            var warm = state.condition(Conditions.OfDataset.WARM);
            return new DatasetLine(
                    state.namespace(),
                    state.name(),
                    status == null ? null : status.objects(),
                    status == null ? null : status.bytes(),
                    status == null ? null : status.requiredBytes(),
                    status == null ? null : status.warmedBytes(),
                    status == null ? null : status.warmPercent(),
                    status == null ? null : status.bytesPerSecond(),
                    status == null ? null : status.etaSeconds(),
                    state.warm(),
                    state.is(Conditions.OfDataset.SERVING),
                    warm.map(condition -> condition.getReason()).orElse(""),
                    warm.map(condition -> condition.getMessage()).orElse(""));
        }
    }
}
