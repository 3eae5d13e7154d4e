package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves what lives in a mostly dead segment to the end of its owner's log, which frees the segment.
 *
 * <p>Of an owner whose chunks may be given up at any time, each is marked dead as soon as it is copied, and given up if
 * there is no room for a copy: a power cut may then take copies of chunks that were synced. Of a pinned owner nothing is
 * marked before all the copies are durable, and what there is no room for stays where it is. Two copies of a chunk are no
 * harm: a restart keeps the first that it meets.
 */
final class Compaction {

    private record Left(long at, int length) {}

    private final StoreState state;
    private final OwnerLog log;
    private final Segment from;
    private final boolean lasting;
    private final List<Left> copied = new ArrayList<>();

    private Compaction(StoreState state, OwnerLog log, Segment from) {
        this.state = state;
        this.log = log;
        this.from = from;
        this.lasting = state.retention().of(log.owner()).pinned();
    }

    /** @param records of the segment, from a moment ago */
    static void of(StoreState state, OwnerLog log, Segment from, Footer records) {
        if (from.wasteful()) {
            new Compaction(state, log, from).run(records);
            if (from.live() == 0) {
                log.deleteIfEmpty(from);
            }
        }
    }

    private void run(Footer records) {
        if (!lasting) {
            moveAll(records);
            return;
        }
        // What is copied is left at the end only: until then the file stays what it is.
        int generation = from.pins().pin();
        if (generation < 0) {
            return; // It goes as a whole.
        }
        try {
            moveAll(records);
            if (!copied.isEmpty() && isDurable()) {
                copied.forEach(this::leave);
            }
        } finally {
            state.run(from.pins().unpin(generation));
        }
    }

    private void moveAll(Footer records) {
        boolean room = true;
        for (int i = 0; i < records.size() && (room || !lasting); i++) {
            if (records.mark(i) == Mark.LIVE) {
                room = move(records.id(i), records.unit(i));
            }
        }
    }

    private boolean isDurable() {
        try {
            log.sync();
            return true;
        } catch (IOException e) {
            state.health().failed("Making moved chunks of " + log.owner() + " durable", e);
            return false;
        }
    }

    /** False if there is no room for it. */
    private boolean move(ChunkId id, int unit) {
        try (PinnedChunk chunk = state.open(id)) {
            if (chunk == null || chunk.segment() != from || chunk.unit() != unit) {
                return true;
            }
            PinnedChunk.Copy copy = chunk.copy();
            if (copy == null) {
                return true; // It is discarded.
            }
            Left place = new Left(Layout.at(unit), chunk.length());
            switch (log.copy(chunk, copy)) {
                case DONE -> {
                    if (lasting) {
                        copied.add(place);
                    } else {
                        leave(place);
                    }
                }
                case STAYS -> {}
                case NO_ROOM -> {
                    giveUp(id, unit);
                    return false;
                }
            }
            return true;
        }
    }

    private void giveUp(ChunkId id, int unit) {
        if (!lasting) {
            Removal.of(state, id, (slot, at) -> state.segments().get(slot) == from && at == unit);
            state.chunksEvicted.increment();
        }
    }

    private void leave(Left place) {
        state.run(from.kill(place.at, place.length));
    }
}
