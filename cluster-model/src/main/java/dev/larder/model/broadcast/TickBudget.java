package dev.larder.model.broadcast;

/**
 * At most so many bytes in each tick of time. What a tick leaves over is gone, so no tick carries more than its part; and a
 * part may be taken in pieces as small as one likes, so nothing has to wait for more than a tick holds. Thread-safe.
 *
 * <p>Who must not wait is only counted, which leaves less for the others: down to a sixteenth, or they would be cut off.
 */
public final class TickBudget {
    /** What is left of a tick at least for those who take, whatever was counted. */
    private static final int LEAST = 16;

    private static final long SECOND = 1_000_000_000;

    private final long tickNanos;
    private long perTick;
    private long tick = Long.MIN_VALUE;
    private long left;
    private long counted;

    /**
     * @param bytesPerSecond 0: no limit
     * @param tickNanos length of a tick
     */
    public TickBudget(long bytesPerSecond, long tickNanos) {
        this.tickNanos = tickNanos;
        this.perTick = perTick(bytesPerSecond);
    }

    private long perTick(long bytesPerSecond) {
        // At least a byte, or nothing would ever come.
        return bytesPerSecond == 0
                ? 0
                : Math.max(1, bytesPerSecond / SECOND * tickNanos + bytesPerSecond % SECOND * tickNanos / SECOND);
    }

    /** From the next tick on. */
    public synchronized void limit(long bytesPerSecond) {
        perTick = perTick(bytesPerSecond);
    }

    /**
     * Takes what there is.
     *
     * @param now nanoseconds of any clock that does not go back
     * @return 0 to {@code wanted}
     */
    public synchronized int take(int wanted, long now) {
        turn(now);
        if (perTick == 0) {
            return wanted;
        }
        int taken = (int) Math.min(wanted, Math.max(0, left));
        left -= taken;
        return taken;
    }

    /** Of what was taken in this tick, so much was not used after all. */
    public synchronized void giveBack(int bytes, long now) {
        if (Math.floorDiv(now, tickNanos) == tick) {
            left += bytes;
        }
    }

    /** These bytes went without asking. */
    public synchronized void count(int bytes, long now) {
        turn(now);
        // More than what is left over of this tick is owed by the next one, not by all that follow.
        counted = Math.min(perTick, counted + Math.max(0, bytes - Math.max(0, left)));
        left = Math.max(0, left - bytes);
    }

    private void turn(long now) {
        long current = Math.floorDiv(now, tickNanos);
        if (current != tick) {
            long owed = current == tick + 1 ? counted : 0;
            left = Math.max(perTick - owed, Math.min(perTick, perTick / LEAST + 1));
            counted = 0;
            tick = current;
        }
    }

    /** Nanoseconds until there is something to take again. */
    public long untilNext(long now) {
        return tickNanos - Math.floorMod(now, tickNanos);
    }
}
