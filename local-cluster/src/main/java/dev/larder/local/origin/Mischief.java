package dev.larder.local.origin;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Carries out the faults that were asked for. Safe for many threads. */
final class Mischief {
    private static final long SECOND = 1_000_000_000L;

    private Faults faults = Faults.none();
    private int busyLeft;
    private int cutLeft;
    private int hangLeft;
    private double tokens;
    private long tokensAt;
    private long sentUntil;

    /** What happens to one request. */
    sealed interface Verdict {
        /** @param cutAfter bytes of the body after which the answer is cut; {@link Long#MAX_VALUE}: never */
        record Pass(long delayNanos, boolean throttled, long cutAfter) implements Verdict {}

        record Busy() implements Verdict {}

        record Hang() implements Verdict {}
    }

    synchronized void set(Faults wanted) {
        faults = wanted;
        busyLeft = wanted.busyNext();
        cutLeft = wanted.cutNext();
        hangLeft = wanted.hangNext();
        tokens = burst();
        tokensAt = System.nanoTime();
        sentUntil = tokensAt;
    }

    synchronized Verdict judge(RequestLine line) {
        if (!faults.path().isEmpty() && !line.blob().contains(faults.path())) {
            return new Verdict.Pass(0, false, Long.MAX_VALUE);
        }
        if (hangLeft > 0) {
            hangLeft--;
            return new Verdict.Hang();
        }
        if (busyLeft > 0) {
            busyLeft--;
            return new Verdict.Busy();
        }
        if (faults.busyAbove() > 0 && !takeToken()) {
            return new Verdict.Busy();
        }
        return new Verdict.Pass(faults.delay().toNanos(), true, cutLeft > 0 ? faults.cutAfter() : Long.MAX_VALUE);
    }

    /** Called when an answer reaches the point of its cut: whether it is to be cut, which uses one cut up. */
    synchronized boolean cuts() {
        return cutLeft-- > 0;
    }

    /** Waits until so many bytes may be sent. */
    void throttle(int bytes) throws IOException {
        long wait = reserve(bytes);
        while (wait > 0) {
            long before = System.nanoTime();
            LockSupport.parkNanos(wait);
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("closing");
            }
            wait -= System.nanoTime() - before;
        }
    }

    private synchronized long reserve(int bytes) {
        if (faults.bytesPerSecond() == 0) {
            return 0;
        }
        long now = System.nanoTime();
        sentUntil = Math.max(now, sentUntil) + bytes * SECOND / faults.bytesPerSecond();
        return sentUntil - now;
    }

    private boolean takeToken() {
        long now = System.nanoTime();
        tokens = Math.min(burst(), tokens + (now - tokensAt) * faults.busyAbove() / SECOND);
        tokensAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** A tenth of a second's worth may come at once. */
    private double burst() {
        return Math.max(1, faults.busyAbove() / 10);
    }
}
