package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;

/** When copies are made. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WarmUp(
        @Default("Full") @JsonPropertyDescription("Full fetches everything at once; OnDemand fetches what is read.")
        Strategy strategy,

        @Default("0") @Min(-1000) @Max(1000) @JsonPropertyDescription("Datasets with a higher number are warmed first.")
        Integer priority,

        @Default("false")
        @JsonPropertyDescription("Stops warming up; what is held stays, and reads still fetch what they need.")
        Boolean suspend,

        @Size(max = 40)
        @ValidationRule(
                value = "self.matches('^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
                        + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-5][0-9])$')",
                message = "spec.warmUp.completeBy is a date and time with its offset, for example 2026-12-01T06:00:00Z")
        @JsonPropertyDescription(
                "When it should be warm (RFC 3339). Of Datasets with the same priority the one that is due first is warmed"
                        + " first, and the condition Warm says when that cannot be kept.")
        @Nullable
        String completeBy,

        @Size(max = 32)
        @ValidationRule(
                value = DataSize.FROM_1MI,
                message = "warmUp.bytesPerSecond is bytes per second, from 1Mi to 1Pi, for example 4Gi")
        @JsonPropertyDescription(
                "What all cache nodes together read from the storage account to warm it up, for example 4Gi. What nodes pass"
                        + " on to each other is limited by spec.network.warmUp of the CacheCluster. By default no limit.")
        @Nullable
        String bytesPerSecond) {

    public static final WarmUp DEFAULT = new WarmUp(Strategy.FULL, 0, false, null, null);

    public WarmUp {
        strategy = strategy == null ? Strategy.FULL : strategy;
        priority = priority == null ? 0 : priority;
        suspend = suspend != null && suspend;
    }

    /**
     * {@link #completeBy}, or null. A day that its month has not got counts on into the next, and so does an offset that no
     * place on earth has: whatever the schema accepts is a time.
     */
    public @Nullable Instant due() {
        if (completeBy == null) {
            return null;
        }
        boolean utc = completeBy.endsWith("Z");
        String offset = utc ? "+00:00" : completeBy.substring(completeBy.length() - 6);
        int minutes = Integer.parseInt(offset, 1, 3, 10) * 60 + Integer.parseInt(offset, 4, 6, 10);
        return LocalDateTime.from(DateTimeFormatter.ISO_LOCAL_DATE_TIME
                        .withResolverStyle(ResolverStyle.LENIENT)
                        .parse(completeBy.substring(0, completeBy.length() - (utc ? 1 : 6))))
                .toInstant(ZoneOffset.UTC)
                .minus(Duration.ofMinutes(offset.startsWith("-") ? -minutes : minutes));
    }

    /** The parsed {@link #bytesPerSecond}; 0: no limit. */
    public long limit() {
        return bytesPerSecond == null ? 0 : DataSize.parse(bytesPerSecond).bytes();
    }

    /** What makes a node fetch. */
    public enum Strategy {
        @JsonProperty("Full")
        FULL,
        @JsonProperty("OnDemand")
        ON_DEMAND
    }
}
