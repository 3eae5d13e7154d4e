package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator says of a Dataset. Bounded: nothing here grows with nodes or blobs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetStatus(
        @JsonPropertyDescription("metadata.generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Resolved, Warm, Serving and SourceChanged.")
        List<Condition> conditions,

        @JsonPropertyDescription(
                "Names the list of blobs that readers see: the SHA-256 of the manifest, in hexadecimal.")
        @Nullable
        String revision,

        @JsonPropertyDescription("Blobs in the revision.") @Nullable
        Long objects,

        @JsonPropertyDescription("Their bytes.") @Nullable Long bytes,

        @JsonPropertyDescription("Of requiredBytes, those that nodes hold.") @Nullable
        Long warmedBytes,

        @JsonPropertyDescription("Bytes that the placement asks for: every copy counts.") @Nullable
        Long requiredBytes,

        @JsonPropertyDescription("warmedBytes of requiredBytes in percent, rounded down: 100 means all.") @Nullable
        Integer warmPercent,

        @JsonPropertyDescription("Rate at which warmedBytes grew lately.") @Nullable
        Long bytesPerSecond,

        @JsonPropertyDescription("Seconds until warm at that rate; absent when nothing moves.") @Nullable
        Long etaSeconds,

        @JsonPropertyDescription("Bytes read from the origin for this revision, by all nodes that reported.") @Nullable
        Long originBytes,

        @JsonPropertyDescription("Requests sent to the origin for this revision.") @Nullable
        Long originRequests,

        @Size(max = DatasetStatus.MAX_ZONES)
        @JsonPropertyDescription("The same by zone; at most 100, the coldest first.")
        List<ZoneStatus> zones,

        @JsonPropertyDescription("How long the last complete warm-up took.") @Nullable
        Long lastWarmUpSeconds,

        @Size(max = DatasetStatus.MAX_BLOCKERS)
        @JsonPropertyDescription("What keeps the Dataset from being warm, the most pressing first.")
        List<String> blockers,

        @JsonPropertyDescription("The same figures in words, for the columns of kubectl get.") @Nullable
        DatasetSummary summary) {

    public static final int MAX_ZONES = 100;
    public static final int MAX_BLOCKERS = 16;

    public DatasetStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        zones = zones == null ? List.of() : List.copyOf(zones);
        blockers = blockers == null ? List.of() : List.copyOf(blockers);
    }

    /** What one zone holds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ZoneStatus(
            @JsonPropertyDescription("Zone; empty for nodes without one.")
            String name,

            @JsonPropertyDescription("Bytes that the placement asks for in this zone.")
            long requiredBytes,

            @JsonPropertyDescription("Of those, bytes held.")
            long heldBytes,

            @JsonPropertyDescription("Cache nodes in this zone that reported.")
            int nodes) {}
}
