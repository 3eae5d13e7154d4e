package dev.larder.model.broadcast;

import java.util.Iterator;
import java.util.TreeMap;

/**
 * At most so many bytes in each tick of time, as {@link TickBudget}, but nobody takes without asking, and the better rank
 * comes first. Thread-safe.
 *
 * <p>What a rank used, or wanted and did not get, in the ticks before is kept for it in this one, so that worse ranks, which
 * may ask earlier in the tick, do not take it. Who was refused anything has the whole next tick kept for it; that falls by
 * an eighth from tick to tick, down to twice what it uses. So a rank that uses little leaves the rest, and one that wants
 * all gets all.
 */
public final class RankedTicks {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000;
    private static final int FALLS = 8;

    /** After so many ticks without a word a rank is forgotten. */
    private static final long FORGOTTEN = 64;

    private final long tickNanos;
    private final TreeMap<Integer, Wish> wishes = new TreeMap<>();
    private long perTick = UNLIMITED;
    private long tick = Long.MIN_VALUE;
    private long left;

    private static final class Wish {
        long taken;
        boolean refused;
        long kept;
    }

    /** Without a limit, until it gets one. */
    public RankedTicks(long tickNanos) {
        this.tickNanos = tickNanos;
    }

    /** At once, if it is less, otherwise from the next tick on. 0: nothing at all. */
    public synchronized void limit(long bytesPerSecond) {
        long next = bytesPerSecond == UNLIMITED
                ? UNLIMITED
                : bytesPerSecond / SECOND * tickNanos + bytesPerSecond % SECOND * tickNanos / SECOND;
        if (next < perTick) {
            left = perTick == UNLIMITED ? 0 : Math.max(0, left - (perTick - next));
        }
        perTick = next;
    }

    /**
     * Takes what there is.
     *
     * @param rank the lower, the better
     * @param now nanoseconds of any clock that does not go back
     * @return 0 to {@code wanted}
     */
    public synchronized int take(int wanted, int rank, long now) {
        if (perTick == UNLIMITED) {
            return wanted;
        }
        turn(now);
        long kept = 0;
        for (Wish better : wishes.headMap(rank).values()) {
            kept += Math.max(0, better.kept - better.taken);
        }
        int got = (int) Math.min(wanted, Math.max(0, left - kept));
        Wish own = wishes.computeIfAbsent(rank, any -> new Wish());
        own.taken += got;
        own.refused |= got < wanted;
        left -= got;
        return got;
    }

    /** Of what was taken in this tick, so much was not used after all. */
    public synchronized void giveBack(int bytes, int rank, long now) {
        if (perTick != UNLIMITED && Math.floorDiv(now, tickNanos) == tick) {
            left = Math.min(perTick, left + bytes);
            Wish own = wishes.get(rank);
            if (own != null) {
                own.taken = Math.max(0, own.taken - bytes);
            }
        }
    }

    /** What a tick carries at most. */
    public synchronized long perTick() {
        return perTick;
    }

    /** Nanoseconds until there is something to take again. */
    public long untilNext(long now) {
        return tickNanos - Math.floorMod(now, tickNanos);
    }

    private void turn(long now) {
        long current = Math.floorDiv(now, tickNanos);
        if (current == tick) {
            return;
        }
        boolean first = tick == Long.MIN_VALUE;
        long passed = first ? 1 : current - tick;
        for (Iterator<Wish> each = wishes.values().iterator(); each.hasNext(); ) {
            Wish wish = each.next();
            long falling = wish.kept - wish.kept / FALLS - 1;
            wish.kept = wish.refused ? perTick : Math.min(perTick, Math.max(2 * wish.taken, falling));
            wish.taken = 0;
            wish.refused = false;
            if (wish.kept <= 0 || passed > FORGOTTEN) {
                each.remove();
            }
        }
        left = perTick;
        tick = current;
    }
}
