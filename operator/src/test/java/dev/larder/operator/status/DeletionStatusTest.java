package dev.larder.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheClusterStatus;
import dev.larder.crds.cluster.CacheClusterStatus.Summary;
import dev.larder.crds.condition.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionStatusTest {
    private final ClusterStatuses statuses =
            new ClusterStatuses(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

    @Test
    void aDeletionSaysWhatItWaitsForAndLeavesTheRest() {
        CacheClusterStatus before = new CacheClusterStatus(
                3L,
                List.of(condition("Ready", "True", "AllReady"), condition("Progressing", "False", "Settled")),
                null,
                List.of(),
                null,
                100L,
                50L,
                null,
                1,
                new Summary("6/6", "50 B", "100 B", "AllReady"));

        CacheClusterStatus status =
                statuses.deleting(before, 4, new ClusterFacts.Problem(Reason.EMPTYING, "50 B to be deleted"));

        assertThat(status.conditions()).extracting(Condition::getReason).containsExactly("AllReady", "Emptying");
        Condition progressing = status.conditions().getLast();
        assertThat(progressing.getStatus()).isEqualTo("True");
        assertThat(progressing.getMessage()).isEqualTo("50 B to be deleted");
        assertThat(status.summary()).isEqualTo(new Summary("6/6", "50 B", "100 B", "Emptying"));
        assertThat(status.capacityBytes()).isEqualTo(100);
        assertThat(status.datasets()).isZero();
    }

    private static Condition condition(String type, String status, String reason) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withLastTransitionTime("2025-01-01T00:00:00Z")
                .build();
    }
}
