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
    /** Until the answer begins. */
    private Duration first;

    private boolean begun;
    /** Bytes wait for whoever takes them, so it is not the origin that is slow. */
    private boolean paused;

    private int quiet;

    HangDetector(SteadyOrigin.Patience patience) {
        this.patience = patience;
        this.first = patience.send();
    }

    /**
     * The request is on its way.
     *
     * @param limit how long its answer may take to begin
     */
    void sent(Duration limit) {
        moved = true;
        first = limit;
    }

    /** Bytes came. */
    void heard() {
        moved = true;
        begun = true;
    }

    /** No bytes are asked for until {@link #resume}. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        moved = true;
    }

    /**
     * To be called once every period. True: nothing has come for as long as patience lasts, and up to a period more.
     *
     * @param awaited somebody waits for the bytes now
     */
    boolean look(boolean awaited) {
        if (paused || moved) {
            moved = false;
            quiet = 0;
            return false;
        }
        quiet++;
        Duration limit = !begun ? first : awaited ? patience.next() : patience.unhurried();
        return quiet * patience.period().toNanos() >= limit.toNanos();
    }
}
