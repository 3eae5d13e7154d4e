package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;

/**
 * How often chunks were read lately, held or not: a count-min sketch of four-bit counters that are halved when the sample
 * is full, as in TinyLFU (Einziger, Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017). A
 * count may be too high by a collision, but a chunk that is not held needs no entry to be remembered. Of a chunk's four
 * counters only the lowest are raised (Estan and Varghese, "New Directions in Traffic Measurement and Accounting", 2002:
 * conservative update), which halves what collisions add.
 *
 * <p>A blob is read in many pieces, which are reads of the same chunk one soon after the other: they count once, thanks to
 * a small table of the last chunks. What is in it counts again after a while, so that it does not matter how few chunks
 * there are.
 *
 * <p>Used by all threads without locks: an update that is lost in a race makes a count a little wrong, as collisions do,
 * and nothing else depends on it.
 */
final class Popularity {

    /** Reads per chunk that fits until counts are halved. */
    private static final int SAMPLE = 10;

    private static final int MOST = 15;
    private static final int ROWS = 4;

    /** Chunks of which it is remembered when they were counted. */
    private static final int RECENT = 1024;

    /** As many readers at once as are told from one that comes back. */
    private static final int MOST_READERS = 256;

    /** Of 16 counters: so few collide that what was read once more can be told. */
    private static final int WORDS_PER_CHUNK = 2;

    private static final int LEAST_WORDS = 512;
    private static final int MOST_WORDS = 1 << 20;

    private static final long LOW_THREE_BITS = 0x7777777777777777L;

    /** Sixteen counters each. */
    private final long[] counts;

    private final long[] recent = new long[RECENT];
    private final long[] counted = new long[RECENT];
    private final long soon;
    private final long sample;
    private int reads;
    private long time;

    /** @param chunks about how many the store has room for; 8 to 16 bytes for each, but at most 8 MiB */
    Popularity(long chunks) {
        long words = Math.clamp(WORDS_PER_CHUNK * Long.highestOneBit(Math.max(1, chunks)), LEAST_WORDS, MOST_WORDS);
        counts = new long[(int) words];
        soon = Math.clamp(chunks / 8, 1, MOST_READERS);
        sample = Math.clamp(SAMPLE * chunks, 1000, Integer.MAX_VALUE);
    }

    void read(ChunkId id) {
        long hash = ChunkIndex.mix(id.high(), id.low());
        int place = (int) (hash >>> 20) & RECENT - 1;
        if (recent[place] == id.low() && time - counted[place] <= soon - 1) {
            return;
        }
        recent[place] = id.low();
        counted[place] = ++time;
        int least = least(hash);
        if (least == MOST) {
            return;
        }
        for (int row = 0; row < ROWS; row++) {
            long spread = spread(hash, row);
            int word = word(spread);
            int shift = shift(spread);
            if ((counts[word] >>> shift & MOST) == least) {
                counts[word] += 1L << shift;
            }
        }
        if (++reads >= sample) {
            halve();
        }
    }

    /** 0 to 15. */
    int of(ChunkId id) {
        return least(ChunkIndex.mix(id.high(), id.low()));
    }

    private int least(long hash) {
        int least = MOST;
        for (int row = 0; row < ROWS; row++) {
            long spread = spread(hash, row);
            least = Math.min(least, (int) (counts[word(spread)] >>> shift(spread)) & MOST);
        }
        return least;
    }

    /** Reads since the start, those of the same chunk one soon after the other once. */
    long time() {
        return time;
    }

    private void halve() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = counts[i] >>> 1 & LOW_THREE_BITS;
        }
        reads /= 2;
    }

    private static long spread(long hash, int row) {
        long x = (hash + row) * 0xbf58476d1ce4e5b9L;
        return x ^ x >>> 31;
    }

    private int word(long spread) {
        return (int) spread & counts.length - 1;
    }

    private static int shift(long spread) {
        return (int) (spread >>> 60) << 2;
    }
}
