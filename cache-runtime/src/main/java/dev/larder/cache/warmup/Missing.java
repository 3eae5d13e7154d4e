package dev.larder.cache.warmup;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Extents to bring, in the order to bring them: first those that others wait for; each kind in an order of its own on
 * every node, so that not all want the same extent first. Bounded: what does not fit is found by the next walk.
 */
final class Missing {

    private static final int MOST = 1 << 18;
    /** Where in a key the way stands; below it what makes the order this node's own. */
    private static final int WAY = 61;

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

    void add(long ordinal, long extent, int missingBytes, long hash, Way way) {
        if (size == keys.length) {
            int grown = size * 2;
            keys = Arrays.copyOf(keys, grown);
            ordinals = Arrays.copyOf(ordinals, grown);
            extents = Arrays.copyOf(extents, grown);
            bytes = Arrays.copyOf(bytes, grown);
        }
        long shuffled = (hash ^ seed) * 0x9e3779b97f4a7c15L;
        keys[size] = (long) way.ordinal() << WAY | shuffled >>> 64 - WAY;
        ordinals[size] = ordinal;
        extents[size] = (int) extent;
        bytes[size] = missingBytes;
        size++;
    }

    int size() {
        return size;
    }

    /** Called for each of up to that way, in order, until it answers false. */
    void forEach(Way last, Visitor visitor) throws InterruptedException {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(keys[a], keys[b]));
        for (int i : order) {
            if (isBeyond(last, i) || !visitor.visit(ordinals[i], extents[i], bytes[i])) {
                return;
            }
        }
    }

    /** Those to be had from mates, of so many bytes each, that are allowed. */
    Lacked lacked(LongPredicate allowed) {
        Lacked lacked = new Lacked();
        for (int i = 0; i < size; i++) {
            if (isBeyond(Way.TREE, i) && allowed.test(bytes[i])) {
                lacked.add(ordinals[i], extents[i], bytes[i]);
            }
        }
        return lacked;
    }

    private boolean isBeyond(Way last, int i) {
        return keys[i] >>> WAY > last.ordinal();
    }

    interface Visitor {
        boolean visit(long ordinal, long extent, int missingBytes) throws InterruptedException;
    }
}
