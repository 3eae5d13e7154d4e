package dev.larder.cache.store;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Which pieces of files were seen in memory about a second ago. The kernel drops no page so soon after it was read, so
 * that asking it again would only cost the time, which of small hits is a good part.
 *
 * <p>Fixed in size: 65536 pieces of 64 KiB, newer ones taking the place of older ones. Thread-safe; what races lose is
 * one question to the kernel.
 */
final class RecentlySeen {

    static final int PIECE = 64 << 10;

    private static final int ENTRIES = 1 << 16;

    /** About half a second; this tick and the one before count. */
    private static final int TICK_SHIFT = 29;

    private static final int TICK_BITS = 20;
    private static final long TICK_MASK = (1L << TICK_BITS) - 1;

    /** Of a piece's number in its file: enough for files of 128 GiB. */
    private static final int PIECE_BITS = 21;

    private final AtomicLongArray entries = new AtomicLongArray(ENTRIES);
    private final LongSupplier nanos;

    RecentlySeen(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether all of a file's pieces from the first to the last were seen. */
    boolean all(int file, long first, long last) {
        long now = tick();
        for (long piece = first; piece <= last; piece++) {
            long name = name(file, piece);
            long entry = entries.getOpaque(index(name));
            if (entry >>> TICK_BITS != name || (now - entry & TICK_MASK) > 1) {
                return false;
            }
        }
        return true;
    }

    void saw(int file, long piece) {
        long name = name(file, piece);
        entries.setOpaque(index(name), name << TICK_BITS | tick());
    }

    private long tick() {
        return nanos.getAsLong() >>> TICK_SHIFT & TICK_MASK;
    }

    /** Never 0, which is what an empty entry has; fits beside a tick. */
    private static long name(int file, long piece) {
        return ((file + 1L) << PIECE_BITS | piece) & -1L >>> TICK_BITS;
    }

    private static int index(long name) {
        return (int) (name * 0x9E3779B97F4A7C15L >>> 48) & (ENTRIES - 1);
    }
}
