package dev.larder.operator.feed;

/**
 * How many streams may begin in a second: a token bucket that holds one second's. Whoever comes too early is told to come
 * back within a few seconds, each at another time. Thread-safe.
 */
final class Newcomers {
    private static final long SECOND = 1_000_000_000;
    private static final int LONGEST_SECONDS = 4;

    private final long perSecond;
    private double tokens;
    private long filledAt;
    private int refused;

    /** @param now a clock's nanoseconds, as in {@link #secondsToWait} */
    Newcomers(int perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = now;
    }

    /** 0: come in; else after how many seconds to ask again. */
    synchronized int secondsToWait(long now) {
        tokens = Math.min(perSecond, tokens + (double) (now - filledAt) * perSecond / SECOND);
        filledAt = now;
        if (tokens >= 1) {
            tokens--;
            return 0;
        }
        return 1 + refused++ % LONGEST_SECONDS;
    }
}
