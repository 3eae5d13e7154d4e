package dev.larder.cache.store;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The segments by the small numbers that the index knows them by. Thread-safe; reading takes no lock. */
final class SegmentTable {

    private volatile @Nullable Segment[] segments = new @Nullable Segment[0];

    synchronized Segment add(IntFunction<Segment> make) {
        @Nullable Segment[] before = segments;
        int slot = 0;
        while (slot < before.length && before[slot] != null) {
            slot++;
        }
        Segment segment = make.apply(slot);
        @Nullable Segment[] after = Arrays.copyOf(before, Math.max(before.length, slot + 1));
        after[slot] = segment;
        segments = after;
        return segment;
    }

    /** The slot is used again: no entry of the index may name it any more, and no reader may have the segment pinned. */
    synchronized void remove(int slot) {
        @Nullable Segment[] after = segments.clone();
        after[slot] = null;
        segments = after;
    }

    @Nullable
    Segment get(int slot) {
        @Nullable Segment[] current = segments;
        return slot < current.length ? current[slot] : null;
    }

    @Nullable
    Segment[] all() {
        return segments.clone();
    }
}
