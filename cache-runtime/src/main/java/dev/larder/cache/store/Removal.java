package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.util.List;

/** Takes one chunk out of the index, marks its record dead, and deletes the segment if it was the last. */
final class Removal {

    private record Taken(Segment segment, int generation, long at, int length) {}

    private Removal() {}

    /** Removes the chunk if the place where it is was chosen. Takes locks of logs and segments: call it with none. */
    static void of(StoreState state, ChunkId id, IndexShard.Chosen chosen) {
        Taken taken = state.index().remove(id, (slot, unit, flaggedLength, crc) -> {
            Segment segment = state.segments().get(slot);
            // Pinned, so that the slot and the file stay what they are until the record is marked.
            int generation = segment == null || !chosen.entry(slot, unit)
                    ? -1
                    : segment.pins().pin();
            return generation < 0 || segment == null
                    ? null
                    : new Taken(segment, generation, Layout.at(unit), flaggedLength & ~IndexShard.UNVERIFIED);
        });
        if (taken == null) {
            return;
        }
        List<Runnable> due = taken.segment.kill(taken.at, taken.length);
        state.run(taken.segment.pins().unpin(taken.generation));
        state.run(due);
        state.deleteIfEmpty(taken.segment);
    }
}
