package dev.larder.operator.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.condition.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Instant NOW = Instant.parse("2026-12-01T05:00:00Z");
    private static final Instant DUE = NOW.plusSeconds(1_000);

    @Test
    void warnsWithRateAndEtaOnceTheDeadlineCannotBeKept() {
        assertThat(judge(Reason.WARMING, 10_000, 10, DUE, false).reason()).isEqualTo(Reason.WARMING);
        Verdict late = judge(Reason.WARMING, 10_240, 9, DUE, false);
        assertThat(late.reason()).isEqualTo(Reason.DEADLINE_AT_RISK);
        assertThat(late.warm()).isFalse();
        assertThat(late.message())
                .isEqualTo("it is to be warm by 2026-12-01T05:16:40Z, but at 9 B/s the other 10 KiB take until"
                        + " 2026-12-01T05:18:57Z; progress");
        assertThat(judge(Reason.REPAIRING, 10_240, 9, DUE, false).reason()).isEqualTo(Reason.DEADLINE_AT_RISK);
    }

    @Test
    void theWarningStaysUntilThereIsTimeToSpare() {
        assertThat(judge(Reason.WARMING, 9_500, 10, DUE, true).reason()).isEqualTo(Reason.DEADLINE_AT_RISK);
        assertThat(judge(Reason.WARMING, 9_500, 10, DUE, false).reason()).isEqualTo(Reason.WARMING);
        assertThat(judge(Reason.WARMING, 8_900, 10, DUE, true).reason()).isEqualTo(Reason.WARMING);
    }

    @Test
    void whatDoesNotMoveIsLateOnlyWhenTheTimeHasPassed() {
        assertThat(judge(Reason.WARMING, 10, 0, DUE, false).reason()).isEqualTo(Reason.WARMING);
        assertThat(judge(Reason.WARMING, 10, 0, NOW, false).reason()).isEqualTo(Reason.DEADLINE_AT_RISK);
        assertThat(judge(Reason.WARMING, 10, 100, NOW.minusSeconds(1), false).reason())
                .isEqualTo(Reason.DEADLINE_AT_RISK);
    }

    @Test
    void otherReasonsSayMore() {
        assertThat(judge(Reason.ORIGIN_FAILING, 10_000, 1, DUE, false).reason()).isEqualTo(Reason.ORIGIN_FAILING);
        assertThat(judge(Reason.SUSPENDED, 10_000, 1, DUE, true).reason()).isEqualTo(Reason.SUSPENDED);
        assertThat(judge(Reason.WARMING, 10_000, 1, null, true).reason()).isEqualTo(Reason.WARMING);
        Verdict warm = new Verdict(true, Reason.ALL_HELD, "all", null, NOW, true);
        assertThat(Deadline.judge(warm, tally(0), 1, NOW.minusSeconds(9), true, NOW))
                .isSameAs(warm);
    }

    private static Verdict judge(Reason reason, long left, long bytesPerSecond, @Nullable Instant due, boolean warned) {
        Verdict before = new Verdict(false, reason, "progress", null, NOW, false);
        return Deadline.judge(before, tally(left), bytesPerSecond, due, warned, NOW);
    }

    private static Tally tally(long left) {
        return new Tally(3, true, 0, List.of(), left + 77, 77, 0, 0, 0, "", null, Map.of());
    }
}
