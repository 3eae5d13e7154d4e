package dev.larder.cache.read;

import dev.larder.cache.store.StoredChunk;

/** What came of asking for a chunk. The receiver closes what it is given. */
public sealed interface ReadOutcome {

    /** On this node's disk. */
    record Hit(StoredChunk chunk) implements ReadOutcome {}

    /** Arriving; readable as far as it has come. */
    record Filling(FillReader fill) implements ReadOutcome {}

    record Unavailable(FillFailure why) implements ReadOutcome {}
}
