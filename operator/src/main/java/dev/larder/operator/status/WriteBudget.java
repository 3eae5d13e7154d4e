package dev.larder.operator.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A token bucket over all status writes: the API server's time is not ours to take. Thread-safe. */
public final class WriteBudget {
    private final double perSecond;
    private final Clock clock;
    private double tokens;
    private Instant filledAt;

    /** Starts full; holds the writes of two seconds. */
    public WriteBudget(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.tokens = 2.0 * perSecond;
        this.filledAt = clock.instant();
    }

    /** Takes a token if there is one; an urgent write takes it even from the future. */
    public synchronized boolean take(boolean urgent) {
        Instant now = clock.instant();
        double earned = perSecond * Duration.between(filledAt, now).toMillis() / 1000;
        tokens = Math.min(2.0 * perSecond, tokens + Math.max(0, earned));
        filledAt = now;
        if (tokens < 1 && !urgent) {
            return false;
        }
        tokens--;
        return true;
    }
}
