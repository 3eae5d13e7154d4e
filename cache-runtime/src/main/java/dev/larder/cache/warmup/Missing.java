package dev.larder.cache.warmup;

import java.util.Arrays;

/**
 * Extents to bring, in the order to bring them: first those that this node asks the origin for, since others wait for
 * them; each kind in an order of its own on every node, so that not all want the same extent first. Bounded: what does
 * not fit is found by the next walk.
 */
final class Missing {

    private static final int MOST = 1 << 18;

    private final long seed;
    private long[] keys = new long[64];
    private long[] ordinals = new long[64];
    private int[] extents = new int[64];
    private int[] bytes = new int[64];
    private int size;

    Missing(long seed) {
        this.seed = seed;
    }

    boolean isFull() {
        return size == MOST;
    }

    void add(long ordinal, long extent, int missingBytes, long hash, boolean root) {
        if (size == keys.length) {
            int grown = size * 2;
            keys = Arrays.copyOf(keys, grown);
            ordinals = Arrays.copyOf(ordinals, grown);
            extents = Arrays.copyOf(extents, grown);
            bytes = Arrays.copyOf(bytes, grown);
        }
        long shuffled = ((hash ^ seed) * 0x9e3779b97f4a7c15L) >>> 1;
        // Compared as signed numbers: roots are negative.
        keys[size] = root ? shuffled | Long.MIN_VALUE : shuffled;
        ordinals[size] = ordinal;
        extents[size] = (int) extent;
        bytes[size] = missingBytes;
        size++;
    }

    int size() {
        return size;
    }

    /** Called for each, in order, until it answers false. */
    void forEach(Visitor visitor) throws InterruptedException {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(keys[a], keys[b]));
        for (int i : order) {
            if (!visitor.visit(ordinals[i], extents[i], bytes[i])) {
                return;
            }
        }
    }

    interface Visitor {
        boolean visit(long ordinal, long extent, int missingBytes) throws InterruptedException;
    }
}
