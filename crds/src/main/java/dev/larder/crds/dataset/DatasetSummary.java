package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.condition.Conditions.OfDataset;
import dev.larder.crds.size.DataSize;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Dataset in one line, for people; absent figures show as nothing. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetSummary(
        @JsonPropertyDescription("bytes with a unit.") @Nullable
        String size,

        @JsonPropertyDescription("warmPercent with its sign.") @Nullable
        String warm,

        @JsonPropertyDescription("bytesPerSecond with a unit.") @Nullable
        String rate,

        @JsonPropertyDescription("etaSeconds as hours, minutes and seconds.") @Nullable
        String eta,

        @JsonPropertyDescription("Reason of the condition that most deserves attention.") @Nullable
        String reason) {

    /**
     * The summary of these figures and conditions.
     *
     * @param bytes of the revision, or null before there is one
     * @param warmPercent 0 to 100, or null before anything is required
     * @param bytesPerSecond null or 0 when nothing moves
     * @param etaSeconds null when unknown
     */
    public static DatasetSummary of(
            @Nullable Long bytes,
            @Nullable Integer warmPercent,
            @Nullable Long bytesPerSecond,
            @Nullable Long etaSeconds,
            List<Condition> conditions) {
        return new DatasetSummary(
                bytes == null ? null : new DataSize(bytes).display(),
                warmPercent == null ? null : warmPercent + "%",
                bytesPerSecond == null || bytesPerSecond == 0 ? null : new DataSize(bytesPerSecond).display() + "/s",
                etaSeconds == null ? null : duration(etaSeconds),
                mostPressing(conditions));
    }

    private static @Nullable String mostPressing(List<Condition> conditions) {
        for (String type : List.of(OfDataset.RESOLVED, OfDataset.SERVING)) {
            Condition condition = find(conditions, type);
            if (condition != null && !"True".equals(condition.getStatus())) {
                return condition.getReason();
            }
        }
        Condition changed = find(conditions, OfDataset.SOURCE_CHANGED);
        if (changed != null && "True".equals(changed.getStatus())) {
            return changed.getReason();
        }
        Condition warm = find(conditions, OfDataset.WARM);
        return warm == null ? null : warm.getReason();
    }

    private static @Nullable Condition find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst()
                .orElse(null);
    }

    private static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
    }
}
