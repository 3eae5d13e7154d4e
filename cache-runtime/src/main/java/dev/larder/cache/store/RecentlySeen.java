package dev.larder.cache.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Which pieces of files were seen in memory lately: about a second ago, since the kernel drops no page so soon after it was
 * read, or up to about {@value #LONGEST_TICKS} half seconds ago if it has dropped none at all meanwhile. To ask it again would
 * only cost the time, which of hits is a good part.
 *
 * <p>Who takes pages from memory without the kernel counting them (a file's own {@code POSIX_FADV_DONTNEED}) makes a wrong
 * answer possible for that long. It costs whoever believes it one wait for the disk.
 *
 * <p>Fixed in size: 65536 pieces of 64 KiB, newer ones taking the place of older ones. Thread-safe; what races lose is
 * one question to the kernel.
 */
final class RecentlySeen {

    static final int PIECE = 64 << 10;

    static final int LONGEST_TICKS = 32;

    private static final int ENTRIES = 1 << 16;

    /** About half a second; this tick and the one before count in any case. */
    static final int TICK_SHIFT = 29;

    private static final int TICK_BITS = 20;
    private static final long TICK_MASK = (1L << TICK_BITS) - 1;

    /** Of a piece's number in its file: enough for files of 128 GiB. */
    private static final int PIECE_BITS = 21;

    private final AtomicLongArray entries = new AtomicLongArray(ENTRIES);
    private final LongSupplier nanos;
    private final LongSupplier dropped;

    /** The tick in which somebody last looked at how many pages were dropped. Ticks are not masked here. */
    private final AtomicLong looked = new AtomicLong(Long.MIN_VALUE);

    /** The tick in which somebody looked last and is done. */
    private volatile long known = Long.MIN_VALUE;

    private volatile long count = -1;
    /**
     * The tick after looking found that some were: what was seen in earlier ones may be gone, also what was seen in the same tick
     * before the look.
     */
    private volatile long changed = Long.MAX_VALUE;

    /** @param dropped pages of files that the kernel has dropped; negative if that cannot be told */
    RecentlySeen(LongSupplier nanos, LongSupplier dropped) {
        this.nanos = nanos;
        this.dropped = dropped;
    }

    /** Whether all of a file's pieces from the first to the last were seen. */
    boolean all(int file, long first, long last) {
        long now = tick();
        long oldest = oldest(now);
        for (long piece = first; piece <= last; piece++) {
            long name = name(file, piece);
            long entry = entries.getOpaque(index(name));
            if (entry >>> TICK_BITS != name || (now - entry & TICK_MASK) > oldest) {
                return false;
            }
        }
        return true;
    }

    void saw(int file, long piece) {
        long name = name(file, piece);
        entries.setOpaque(index(name), name << TICK_BITS | tick() & TICK_MASK);
    }

    /** How many ticks ago what counts was seen at most. */
    private long oldest(long now) {
        long last = looked.get();
        if (last != now && looked.compareAndSet(last, now)) {
            look(now);
        }
        return known == now ? Math.clamp(now - changed, 1, LONGEST_TICKS) : 1;
    }

    private void look(long now) {
        long counted = dropped.getAsLong();
        if (counted < 0) {
            changed = Long.MAX_VALUE;
        } else if (counted != count || changed == Long.MAX_VALUE) {
            changed = now + 1;
        }
        count = counted;
        known = now;
    }

    private long tick() {
        return nanos.getAsLong() >>> TICK_SHIFT;
    }

    /** Never 0, which is what an empty entry has; fits beside a tick. */
    private static long name(int file, long piece) {
        return ((file + 1L) << PIECE_BITS | piece) & -1L >>> TICK_BITS;
    }

    private static int index(long name) {
        return (int) (name * 0x9E3779B97F4A7C15L >>> 48) & (ENTRIES - 1);
    }
}
