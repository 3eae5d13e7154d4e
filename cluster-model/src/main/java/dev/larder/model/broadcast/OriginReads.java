package dev.larder.model.broadcast;

/**
 * How many reads of the origin a reader has under way at the same time for warm-up: as few as use up what it may read. If it began all
 * at once, all would end at the end, and nobody would have anything to pass on until then (docs/decisions/few-origin-reads-at-a-time.md
 * has figures).
 *
 * <p>A reader does not know how much one read will bring: that depends on the size of blobs, on the origin's latency and on connections.
 * So it begins with one, looks at what comes, and adds one as long as that does not use up the budget. Not thread-safe.
 */
public final class OriginReads {
    /** The time over which it is looked at, nanoseconds: more than a connection takes to bring something. */
    static final long WINDOW = 100_000_000;

    /** After so long without a read it begins with one again. */
    static final long FORGOTTEN = 10_000_000_000L;

    /** What comes in bursts never meets a budget exactly. */
    private static final double USED_UP = 0.9;

    private int atOnce = 1;
    private boolean begun;
    private long last;
    private long grown;
    private long window;
    private long inWindow;
    private long inLastWindow;

    /**
     * @param budget of the origin, bytes per second
     * @param reader what one reader gets at most, bytes per second
     * @return how many use up the budget, at least 1
     */
    public static int atOnce(double budget, double reader) {
        return Math.max(1, (int) Math.ceil(budget / reader));
    }

    /**
     * Bytes came.
     *
     * @param bytes negative if so many were counted too many
     * @param nanos of any clock that does not go back
     */
    public void took(long bytes, long nanos) {
        turn(nanos);
        inWindow += bytes;
    }

    /**
     * Whether one more may begin; if so, it is taken to begin now.
     *
     * @param underWay reads that have begun and not ended
     * @param budget bytes per second
     */
    public boolean begin(int underWay, long budget, long nanos) {
        turn(nanos);
        if (!begun || nanos - last > FORGOTTEN) {
            begun = true;
            atOnce = 1;
            grown = nanos;
        }
        // Two windows later a whole one has passed since.
        boolean more = inLastWindow < USED_UP * budget * WINDOW / 1e9 && nanos - grown >= 2 * WINDOW;
        if (underWay >= atOnce && more) {
            atOnce = underWay + 1;
            grown = nanos;
        }
        if (underWay >= atOnce) {
            return false;
        }
        last = nanos;
        return true;
    }

    private void turn(long nanos) {
        long current = Math.floorDiv(nanos, WINDOW);
        if (current != window) {
            inLastWindow = current == window + 1 ? inWindow : 0;
            inWindow = 0;
            window = current;
        }
    }
}
