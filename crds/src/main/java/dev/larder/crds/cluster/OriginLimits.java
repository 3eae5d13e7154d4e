package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What all cache nodes of the CacheCluster together may read of a storage account. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OriginLimits(
        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_1MI,
                message = "limits.bytesPerSecond is bytes per second, from 1Mi to 1Pi, for example 12Gi")
        @JsonPropertyDescription(
                "Bytes per second, for example 12Gi, below the egress limit of the account. By default no limit.")
        @Nullable
        String bytesPerSecond,

        @Min(100)
        @Max(10_000_000)
        @JsonPropertyDescription(
                "Requests per second, below the request rate limit of the account. Fewer nodes of each zone read the account"
                        + " where each would have less than eight. By default no limit.")
        @Nullable
        Long requestsPerSecond) {

    public static final OriginLimits NONE = new OriginLimits(null, null);

    /** Bytes per second; 0: no limit. */
    public long bytes() {
        return bytesPerSecond == null ? 0 : DataSize.parse(bytesPerSecond).bytes();
    }

    /** Requests per second; 0: no limit. */
    public long requests() {
        return requestsPerSecond == null ? 0 : requestsPerSecond;
    }
}
