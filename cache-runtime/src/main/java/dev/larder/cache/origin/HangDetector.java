package dev.larder.cache.origin;

import java.time.Duration;

/**
 * Tells a connection that hangs from one that is slow, and from a machine that hangs: what counts is not the time but at how
 * many looks, {@link SteadyOrigin.Patience#period()} apart, nothing had come since the one before. Where this process did
 * not run, it did not look either. Not thread-safe.
 */
final class HangDetector {

    private final SteadyOrigin.Patience patience;
    private boolean moved;
    private Duration limit;
    /** Bytes wait for whoever takes them, so it is not the origin that is slow. */
    private boolean paused;

    private int quiet;

    HangDetector(SteadyOrigin.Patience patience) {
        this.patience = patience;
        this.limit = patience.send();
    }

    /**
     * The request is on its way.
     *
     * @param first how long its answer may take to begin
     */
    void sent(Duration first) {
        moved = true;
        limit = first;
    }

    /** Bytes came. */
    void heard() {
        moved = true;
        limit = patience.next();
    }

    /** No bytes are asked for until {@link #resume}. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        moved = true;
    }

    /** To be called once every period. True: nothing has come for as long as patience lasts, and up to a period more. */
    boolean look() {
        if (paused || moved) {
            moved = false;
            quiet = 0;
            return false;
        }
        quiet++;
        return quiet * patience.period().toNanos() >= limit.toNanos();
    }
}
