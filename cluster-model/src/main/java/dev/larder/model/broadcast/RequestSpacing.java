package dev.larder.model.broadcast;

/**
 * At most so many requests in any second, wherever it begins: two of them are at least that far apart. What was not used is
 * gone. Thread-safe.
 */
public final class RequestSpacing {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000;

    private long perSecond = UNLIMITED;
    private boolean any;
    private long last;

    /** At once. 0: none at all. */
    public synchronized void limit(long requestsPerSecond) {
        perSecond = requestsPerSecond;
    }

    /**
     * Nanoseconds until the next request may go; 0: now.
     *
     * @param now nanoseconds of any clock that does not go back
     */
    public synchronized long pause(long now) {
        if (perSecond == 0) {
            return SECOND;
        }
        if (perSecond == UNLIMITED || !any) {
            return 0;
        }
        long apart = (SECOND + perSecond - 1) / perSecond;
        return Math.max(0, last + apart - now);
    }

    /** A request goes now. */
    public synchronized void sent(long now) {
        any = true;
        last = now;
    }
}
