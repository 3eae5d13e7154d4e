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
            // An older fill of the chunk may be here still: it was stored since, and the chunk has been given up.
            if (idle.put(fill.id, fill) == null) {
                bytes += fill.length;
            }
            excess = bytes - limit;
        }
        if (excess > 0) {
            reclaim(excess);
        }
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
            if (fill.dismiss() || fill.isOver()) {
                synchronized (this) {
                    if (idle.remove(fill.id, fill)) {
                        bytes -= fill.length;
                        freed += fill.length;
                    }
                }
                gone.accept(fill);
            }
        }
        return freed;
    }
}
