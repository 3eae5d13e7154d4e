package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Goes round an owner's chunks, oldest segment first, as the hand of CLOCK does: whom it is to be given up is looked at in
 * the order of storing, and who stays is met again a turn later. What the hand leaves behind it in a segment that is
 * mostly dead is moved to the end of the log, so that small chunks, whose pages cannot be given back one by one, free
 * their space. Guarded by the {@link Evictor}.
 */
final class EvictionHand {

    /**
     * A chunk that is held.
     *
     * @param inSegment how many chunks were written to its segment
     */
    record Candidate(Segment segment, ChunkId id, int unit, int inSegment) {

        /** If it is still there. */
        void evict(StoreState state) {
            Removal.of(state, id, (slot, at) -> state.segments().get(slot) == segment && at == unit);
        }
    }

    private final StoreState state;
    private final OwnerLog log;
    private @Nullable Segment segment;
    private @Nullable Footer records;
    private int next;
    private long lastNumber = -1;

    EvictionHand(StoreState state, OwnerLog log) {
        this.state = state;
        this.log = log;
    }

    /** Null once a turn: the next call begins the next one. */
    @Nullable
    Candidate next() throws IOException {
        while (true) {
            Segment here = segment;
            Footer table = records;
            if (here == null || table == null) {
                if (!enterNextSegment()) {
                    return null;
                }
                continue;
            }
            while (next < table.size()) {
                int record = next++;
                if (table.mark(record) == Mark.LIVE && isThere(here, table, record)) {
                    return new Candidate(here, table.id(record), table.unit(record), table.size());
                }
            }
            segment = null;
            Compaction.of(state, log, here, table);
        }
    }

    /** The table is a copy; since it was made the chunk may have gone. */
    private boolean isThere(Segment here, Footer table, int record) {
        int unit = table.unit(record);
        Object found = state.index()
                .find(
                        table.id(record),
                        (slot, at, length, crc) -> slot == here.slot() && at == unit ? Boolean.TRUE : null);
        return found != null;
    }

    private boolean enterNextSegment() throws IOException {
        Segment following = log.after(lastNumber);
        if (following == null) {
            lastNumber = -1;
            return false;
        }
        lastNumber = following.number();
        int generation = following.pins().pin();
        if (generation < 0) {
            return true; // It is about to go, and its file with it.
        }
        Footer table;
        try {
            table = following.records();
        } finally {
            state.run(following.pins().unpin(generation));
        }
        // Without one its chunks stay until they are removed or dropped.
        if (table != null) {
            segment = following;
            records = table;
            next = 0;
        }
        return true;
    }
}
