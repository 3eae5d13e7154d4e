package dev.larder.cache.origin;

/** What the pace of an origin is told of one request: that its answer began, and that it is over, each once. Thread-safe. */
final class PacedRequest {
    private final OriginPace pace;
    private boolean underWay;
    /** When it had its turn; 0: its answer has begun. */
    private long wentAt;

    PacedRequest(OriginPace pace) {
        this.pace = pace;
    }

    /** Had its turn, maybe not for the first time. */
    synchronized void went() {
        underWay = true;
        wentAt = System.nanoTime();
    }

    void answered() {
        long went;
        synchronized (this) {
            went = wentAt;
            wentAt = 0;
        }
        if (went != 0) {
            pace.answered(went);
        }
    }

    /** The next one may go. */
    void over() {
        answered();
        boolean was;
        synchronized (this) {
            was = underWay;
            underWay = false;
        }
        if (was) {
            pace.over();
        }
    }
}
