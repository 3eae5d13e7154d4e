package dev.larder.operator.session;

import dev.larder.crds.condition.Conditions.OfDataset;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.DatasetStatus;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.warmth.Verdict;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The last operator's statement about a Dataset, so that {@code Warm} survives a change of operators. Pure. */
final class Earlier {
    private Earlier() {}

    /** Null when there is none, or when it is about another revision or another spec. */
    static @Nullable Verdict verdict(DatasetPlan plan, Instant now) {
        DatasetStatus status = plan.dataset().getStatus();
        if (status == null
                || !plan.listing().revision().hex().equals(status.revision())
                || !Objects.equals(
                        status.observedGeneration(),
                        plan.dataset().getMetadata().getGeneration())) {
            return null;
        }
        return status.conditions().stream()
                .filter(c -> c.getType().equals(OfDataset.WARM))
                .findFirst()
                .map(c -> new Verdict(
                        "True".equals(c.getStatus()),
                        reason(c),
                        String.valueOf(c.getMessage()),
                        null,
                        now,
                        status.lastWarmUpSeconds() != null))
                .orElse(null);
    }

    private static Reason reason(Condition condition) {
        return Arrays.stream(Reason.values())
                .filter(r -> r.text().equals(condition.getReason()))
                // This operator has not measured a rate yet.
                .map(r -> r == Reason.DEADLINE_AT_RISK ? Reason.WARMING : r)
                .findFirst()
                .orElse(Reason.WAITING_FOR_NODES);
    }
}
