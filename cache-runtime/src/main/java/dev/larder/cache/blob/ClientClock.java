package dev.larder.cache.blob;

import dev.larder.cache.http.HttpLimits;

/** How long a client has been waited for, against the listener's limits. Of one connection; runs on its event loop. */
final class ClientClock {

    private static final long SHORTEST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 5_000;

    private final HttpLimits limits;
    private long progressAt = System.nanoTime();
    /** When the first bytes of a request arrived whose head is not complete; 0 when there are none. */
    private long partialSince;

    /** What is to be done about a client. */
    enum Verdict {
        GO_ON,
        /** Nothing has moved for too long in the exchange under way. */
        STUCK,
        /** The head of a request has been arriving for too long. */
        SLOW_HEAD,
        /** It has asked for nothing for too long. */
        IDLE
    }

    ClientClock(HttpLimits limits) {
        this.limits = limits;
    }

    /** How often to look. */
    long periodMillis() {
        long shorter = Math.min(limits.head().toMillis(), limits.idle().toMillis());
        return Math.clamp(shorter / 4, SHORTEST_MILLIS, LONGEST_MILLIS);
    }

    /** Something moved; the stall limit counts from here. */
    void progress() {
        progressAt = System.nanoTime();
    }

    /** Bytes of a request's head arrived; the first count. */
    void headArrives() {
        if (partialSince == 0) {
            partialSince = System.nanoTime();
        }
    }

    /** The head is complete. */
    void headArrived() {
        partialSince = 0;
    }

    /** When the head that is arriving began. */
    long headBegan() {
        return partialSince;
    }

    /** @param busy an exchange is under way */
    Verdict look(boolean busy) {
        long now = System.nanoTime();
        if (busy) {
            return now - progressAt > limits.stall().toNanos() ? Verdict.STUCK : Verdict.GO_ON;
        }
        if (partialSince != 0 && now - partialSince > limits.head().toNanos()) {
            return Verdict.SLOW_HEAD;
        }
        return now - progressAt > limits.idle().toNanos() ? Verdict.IDLE : Verdict.GO_ON;
    }
}
