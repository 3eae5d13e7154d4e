package dev.larder.operator.warmth;

import dev.larder.crds.condition.Reason;
import dev.larder.model.map.ClusterMap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A statement about one Dataset: the condition {@code Warm}.
 *
 * @param about the map that it was made with; null when it was read back from the Dataset's status
 * @param certainAt when the reports of all owners last supported it
 * @param wasWarm this revision was warm once, so what is missing now is repair
 */
public record Verdict(
        boolean warm,
        Reason reason,
        String message,
        @Nullable ClusterMap about,
        Instant certainAt,
        boolean wasWarm) {}
