package dev.larder.cache.origin;

import java.util.concurrent.TimeUnit;

/**
 * How many requests per second an origin takes from this node, found by trying: no limit until it refuses one, then
 * less at once (multiplicative decrease) and slowly more (additive increase). Nodes that share an origin need not know
 * of each other: who asks more often is refused more often, and so they come to equal shares.
 *
 * <p>A refusal costs a tenth; another one within a second a fifth, since then the limit is not near. Upwards it goes by
 * half a percent per second to where the last refusal was, so that few requests find out where the limit is, and faster
 * above, where nothing says that there still is one. It goes up only by requests that had to wait: an unused limit says
 * nothing. Times are of {@link System#nanoTime()}. Not thread-safe.
 */
final class RequestRate {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Requests per second that are tried however often they are refused. */
    private static final double LEAST = 0.5;

    private static final double CUT = 0.9;
    private static final double CUT_AGAIN = 0.8;
    private static final double STEP = 0.005;
    private static final double BEYOND = 0.2;

    /** A request that is sent this much late does not delay those after it. */
    private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(50);

    private double rate = Double.POSITIVE_INFINITY;
    /** The rate that was refused last. */
    private double refusedAt = Double.POSITIVE_INFINITY;

    private long cutAt;
    private long next;

    private long secondBegan;
    private int sentInSecond;
    private int sentBefore;

    RequestRate(long now) {
        next = now;
        cutAt = now;
        secondBegan = now;
    }

    /** Requests per second; infinite until one was refused. */
    double perSecond() {
        return rate;
    }

    /** Nanoseconds from now until the next request may go; 0: now. */
    long pause(long now) {
        return Math.max(0, next - now);
    }

    /** A request goes now. */
    void sent(long now) {
        count(now);
        if (Double.isInfinite(rate)) {
            return;
        }
        long late = now - next;
        if (late <= Math.max(SLACK, interval())) {
            rate += rate < refusedAt ? STEP * refusedAt / rate : BEYOND;
        }
        next = now - Math.min(Math.max(0, late), SLACK) + interval();
    }

    /**
     * One was refused.
     *
     * @param sent when it went; those that went before the rate was lowered say nothing of the new rate
     * @param retryAfter nanoseconds that the origin asks to be left alone; 0: it does not say
     */
    void refused(long sent, long now, long retryAfter) {
        boolean known = !Double.isInfinite(rate) && sent - cutAt < 0;
        if (!known) {
            boolean again = !Double.isInfinite(rate) && now - cutAt < SECOND;
            refusedAt = Math.min(rate, lately(now));
            rate = Math.max(LEAST, refusedAt * (again ? CUT_AGAIN : CUT));
            cutAt = now;
            next = later(next, now + interval());
        }
        next = later(next, now + retryAfter);
    }

    private long interval() {
        return (long) (SECOND / rate);
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private void count(long now) {
        turnSecond(now);
        sentInSecond++;
    }

    /** Requests sent in the last second, about. */
    private double lately(long now) {
        turnSecond(now);
        double left = 1 - (now - secondBegan) / SECOND;
        return Math.max(LEAST, sentInSecond + sentBefore * left);
    }

    private void turnSecond(long now) {
        long passed = now - secondBegan;
        if (passed >= SECOND) {
            sentBefore = passed < 2 * SECOND ? sentInSecond : 0;
            sentInSecond = 0;
            secondBegan = passed < 2 * SECOND ? secondBegan + (long) SECOND : now;
        }
    }
}
