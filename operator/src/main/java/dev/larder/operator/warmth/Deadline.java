package dev.larder.operator.warmth;

import dev.larder.crds.condition.Reason;
import dev.larder.crds.size.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a Dataset that is being warmed will be warm when it should be, by the rate that was measured. Rates vary, so a
 * warning stays until there is a tenth of the remaining time to spare. Pure.
 */
public final class Deadline {
    private static final int SPARE = 10;

    private Deadline() {}

    /**
     * The verdict as people are to see it: with the reason {@code DeadlineAtRisk} in place of one that only says that
     * warm-up goes on.
     *
     * @param due null: no time is set
     * @param warned it said so before
     * @param now by the calendar, as {@code due} is
     */
    public static Verdict judge(
            Verdict verdict, Tally tally, long bytesPerSecond, @Nullable Instant due, boolean warned, Instant now) {
        boolean progresses = verdict.reason() == Reason.WARMING || verdict.reason() == Reason.REPAIRING;
        if (due == null || verdict.warm() || !progresses) {
            return verdict;
        }
        long left = tally.required() - tally.held();
        String why = atRisk(left, bytesPerSecond, due, warned, now);
        return why == null
                ? verdict
                : new Verdict(
                        false,
                        Reason.DEADLINE_AT_RISK,
                        why + "; " + verdict.message(),
                        verdict.about(),
                        verdict.certainAt(),
                        verdict.wasWarm());
    }

    private static @Nullable String atRisk(long left, long bytesPerSecond, Instant due, boolean warned, Instant now) {
        if (bytesPerSecond <= 0) {
            // Nothing moves, which says nothing of when it will.
            return warned || !now.isBefore(due) ? "it was to be warm by " + due + ", and nothing arrives" : null;
        }
        Instant eta = now.plusSeconds(left / bytesPerSecond).truncatedTo(ChronoUnit.SECONDS);
        Instant latest = warned ? due.minus(Duration.between(now, due).dividedBy(SPARE)) : due;
        if (now.isBefore(due) && !eta.isAfter(latest)) {
            return null;
        }
        return "it is to be warm by " + due + ", but at " + new DataSize(bytesPerSecond).display() + "/s the other "
                + new DataSize(Math.max(0, left)).display() + " take until " + eta;
    }
}
