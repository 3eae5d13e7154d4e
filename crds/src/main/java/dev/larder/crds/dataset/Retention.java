package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What nodes keep of it when their disks are full. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.pinned) || !self.pinned || !has(self.priority)",
        message = "a pinned Dataset gives way to none: leave retention.priority out, or set retention.pinned to false")
public record Retention(
        @JsonPropertyDescription(
                "True: nodes give its data up for nothing else, and its space is reserved. False: it gives way to pinned"
                        + " Datasets and to those of a higher priority. By default true with strategy Full, false with"
                        + " OnDemand.")
        @Nullable
        Boolean pinned,

        @Min(-1000)
        @Max(1000)
        @JsonPropertyDescription(
                "Of Datasets that are not pinned, the lowest gives way first, and among equals what is read less. By default"
                        + " spec.warmUp.priority.")
        @Nullable
        Integer priority,

        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_1MI,
                message = "retention.maxBytesPerNode is a size from 1Mi to 1Pi, for example 500Gi")
        @JsonPropertyDescription(
                "Most that the Dataset takes of each node's disks, with bookkeeping, for example 500Gi. Of what is fetched"
                        + " as it is read, what is read less makes room; what is to be warmed stops there, and Warm says"
                        + " QuotaReached. By default no limit.")
        @Nullable
        String maxBytesPerNode) {

    public static final Retention DEFAULT = new Retention(null, null, null);

    /** Whether it is to be given up for nothing else. */
    public boolean isPinned(WarmUp.Strategy strategy) {
        return pinned == null ? strategy == WarmUp.Strategy.FULL : pinned;
    }

    /** The parsed {@link #maxBytesPerNode}; 0: no limit. */
    public long limit() {
        return maxBytesPerNode == null ? 0 : DataSize.parse(maxBytesPerNode).bytes();
    }
}
