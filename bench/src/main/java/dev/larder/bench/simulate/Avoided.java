package dev.larder.bench.simulate;

import java.util.Arrays;

/**
 * Mates that a node does not ask for a while, because they were slow or did not answer. Those that are worse than others think
 * so will be leaf-only or down in the next map. Nodes of other cells are remembered with the imports.
 */
final class Avoided {
    private final Layout layout;
    private final int words;
    private final long[] slow;
    private final long[] unreachable;

    Avoided(Layout layout) {
        this.layout = layout;
        int largest = Arrays.stream(layout.cells).mapToInt(c -> c.length).max().orElse(1);
        words = (largest + 63) / 64;
        slow = new long[layout.map.size() * words];
        unreachable = new long[layout.map.size() * words];
    }

    void slow(int node, int other) {
        mark(slow, node, other);
    }

    void unreachable(int node, int other) {
        mark(unreachable, node, other);
    }

    private void mark(long[] bits, int node, int other) {
        if (layout.cellOf[node] == layout.cellOf[other]) {
            int place = layout.placeInCell[other];
            bits[node * words + (place >> 6)] |= 1L << place;
        }
    }

    boolean contains(int node, int mate) {
        int place = layout.placeInCell[mate];
        int at = node * words + (place >> 6);
        return ((unreachable[at] | slow[at]) >>> place & 1) != 0;
    }

    /** Who answers again is asked again: a node tries those that did not beside what it fetches. */
    void forgive(boolean[] alive) {
        Arrays.fill(slow, 0);
        for (int at = 0; at < unreachable.length; at++) {
            for (long left = unreachable[at]; left != 0; left &= left - 1) {
                int place = (at % words << 6) + Long.numberOfTrailingZeros(left);
                if (alive[layout.cells[layout.cellOf[at / words]][place]]) {
                    unreachable[at] &= ~(1L << place);
                }
            }
        }
    }
}
