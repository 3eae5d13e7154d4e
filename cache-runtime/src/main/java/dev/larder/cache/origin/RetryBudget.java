package dev.larder.cache.origin;

/**
 * Retries as a share of requests, so that an origin in trouble does not get more of them: each request earns a tenth of
 * a retry, up to a small reserve. Thread-safe.
 */
final class RetryBudget {

    private static final double EARNED = 0.1;
    private static final double RESERVE = 50;

    private double tokens = RESERVE;

    synchronized void requested() {
        tokens = Math.min(RESERVE, tokens + EARNED);
    }

    synchronized boolean mayRetry() {
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
