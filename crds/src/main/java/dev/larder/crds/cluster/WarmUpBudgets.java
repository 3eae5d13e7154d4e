package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What warm-up may take of the network between cache nodes; what somebody waits for is counted, never held back. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WarmUpBudgets(
        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_64KI,
                message = "uploadBytesPerSecond is bytes per second, from 64Ki to 1Pi, for example 3Gi")
        @JsonPropertyDescription(
                "What each node sends, for example 3Gi. By default a quarter of its network card; no limit where a node does"
                        + " not know its card's speed, which is so without hostNetwork.")
        @Nullable
        String uploadBytesPerSecond,

        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_64KI,
                message = "downloadBytesPerSecond is bytes per second, from 64Ki to 1Pi, for example 3Gi")
        @JsonPropertyDescription("What each node receives from others; the same default.")
        @Nullable
        String downloadBytesPerSecond,

        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_64KI,
                message = "betweenZonesBytesPerSecond is bytes per second, from 64Ki to 1Pi, for example 3Gi")
        @JsonPropertyDescription(
                "What all nodes of one zone together receive from another zone (of the widest topology level). By default"
                        + " no limit.")
        @Nullable
        String betweenZonesBytesPerSecond) {

    public static final WarmUpBudgets DEFAULT = new WarmUpBudgets(null, null, null);

    /** Bytes per second; 0: by default. */
    public long upload() {
        return bytes(uploadBytesPerSecond);
    }

    /** Bytes per second; 0: by default. */
    public long download() {
        return bytes(downloadBytesPerSecond);
    }

    /** Bytes per second; 0: no limit. */
    public long betweenZones() {
        return bytes(betweenZonesBytesPerSecond);
    }

    private static long bytes(@Nullable String quantity) {
        return quantity == null ? 0 : DataSize.parse(quantity).bytes();
    }
}
