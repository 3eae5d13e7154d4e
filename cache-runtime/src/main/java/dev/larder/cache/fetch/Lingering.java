package dev.larder.cache.fetch;

import dev.larder.model.blob.ChunkId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whole chunks in memory that this node does not store: they stay a while, so that a client that reads a chunk in small
 * ranges does not make it cross the network for each. Least recently arrived goes first; a share of the fill memory at
 * most, and all of it goes back as soon as arriving chunks need it. Thread-safe.
 */
final class Lingering {

    private final long limit;
    private final Consumer<ChunkFill> gone;
    private final LinkedHashMap<ChunkId, ChunkFill> idle = new LinkedHashMap<>();
    private long bytes;

    /** @param limit bytes */
    Lingering(long limit, Consumer<ChunkFill> gone) {
        this.limit = limit;
        this.gone = gone;
    }

    void add(ChunkFill fill) {
        long excess;
        synchronized (this) {
            // An older fill of the chunk may be here for a moment still.
            if (idle.put(fill.id, fill) == null) {
                bytes += fill.length;
            }
            excess = bytes - limit;
        }
        // Whoever ended it before it was here did not find it.
        if (fill.isOver() && remove(fill)) {
            return;
        }
        if (excess > 0) {
            reclaim(excess);
        }
    }

    /** It is over. False: it is not here. */
    synchronized boolean remove(ChunkFill fill) {
        boolean here = idle.remove(fill.id, fill);
        if (here) {
            bytes -= fill.length;
        }
        return here;
    }

    /** Gives back at least this many bytes if so many are idle; answers how many it gave. */
    long reclaim(long wanted) {
        List<ChunkFill> candidates;
        synchronized (this) {
            candidates = new ArrayList<>(idle.values());
        }
        long freed = 0;
        for (ChunkFill fill : candidates) {
            if (freed >= wanted) {
                break;
            }
            boolean ended = fill.dismiss();
            if (ended) {
                freed += fill.length;
            }
            if (ended || fill.isOver()) {
                remove(fill);
                gone.accept(fill);
            }
        }
        return freed;
    }
}
