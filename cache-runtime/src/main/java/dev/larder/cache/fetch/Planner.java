package dev.larder.cache.fetch;

import dev.larder.cache.read.ChunkRef;

/** Says where extents come from and who keeps them. Thread-safe; never blocks. */
@FunctionalInterface
public interface Planner {
    /** Of the extent that the chunk belongs to. */
    FetchPlan plan(ChunkRef chunk);
}
