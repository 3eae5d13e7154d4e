package dev.larder.cache.read;

import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Chunks by whatever way is nearest: this node's disk, a fill in progress, a peer, the origin. Thread-safe. */
public interface ChunkReads {

    /**
     * Never blocks and never completes exceptionally; may complete on any thread. What the outcome carries must be
     * closed by the caller, also when it gave up waiting.
     */
    CompletableFuture<ReadOutcome> open(ChunkRef chunk, Demand demand);

    /**
     * A chunk that is on this node's disk and was compared with its checksum; null for any other, which
     * {@link #open} may still get. Starts nothing. The caller closes it.
     */
    @Nullable
    StoredChunk stored(ChunkId id);
}
