package dev.larder.cache.origin;

import java.time.Duration;

/**
 * How long an origin may take to begin its answer before its connection counts as dead: learned from how long it took, as
 * TCP learns how long to wait for an acknowledgement (RFC 6298). An origin that is merely busy must not be asked twice:
 * that costs what was on its way, and makes it busier. So every answer that did not come doubles the limit. Thread-safe.
 */
final class AnswerTimes {

    /** An origin of which nothing is known yet. */
    private static final Duration FIRST = Duration.ofSeconds(15);

    /** Quick origins have slow moments, and this machine too. */
    private static final Duration SHORTEST = Duration.ofSeconds(8);

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int DEVIATIONS = 4;

    private double mean;
    private double deviation;
    private Duration limit = FIRST;

    synchronized Duration limit() {
        return limit;
    }

    /** @param nanos from when the request was written until the first bytes of its body came */
    synchronized void took(long nanos) {
        deviation = mean == 0 ? nanos / 2.0 : 0.75 * deviation + 0.25 * Math.abs(mean - nanos);
        mean = mean == 0 ? nanos : 0.875 * mean + 0.125 * nanos;
        limit = clamp(Duration.ofNanos((long) (mean + DEVIATIONS * deviation)));
    }

    /** An answer did not begin within the limit. */
    synchronized void missed() {
        limit = clamp(limit.multipliedBy(2));
    }

    private static Duration clamp(Duration wanted) {
        return wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }
}
