package dev.larder.cache.read;

import java.util.concurrent.CompletableFuture;

/** Chunks by whatever way is nearest: this node's disk, a fill in progress, a peer, the origin. Thread-safe. */
public interface ChunkReads {

    /**
     * Never blocks and never completes exceptionally; may complete on any thread. What the outcome carries must be
     * closed by the caller, also when it gave up waiting.
     */
    CompletableFuture<ReadOutcome> open(ChunkRef chunk, Demand demand);
}
