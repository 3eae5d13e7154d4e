package dev.larder.bench.surroundings;

/** So many requests per second, as a bucket that holds those of a tenth of a second. Thread-safe. */
final class Allowance {
    private static final double BURST_SECONDS = 0.1;

    private final double perSecond;
    private double left;
    private long filledAt;

    Allowance(double perSecond) {
        this.perSecond = perSecond;
        this.left = perSecond * BURST_SECONDS;
    }

    /** @param now by {@link System#nanoTime} */
    synchronized boolean take(long now) {
        if (filledAt != 0) {
            left = Math.min(perSecond * BURST_SECONDS, left + perSecond * (now - filledAt) / 1e9);
        }
        filledAt = now;
        if (left < 1) {
            return false;
        }
        left -= 1;
        return true;
    }
}
