package dev.larder.cache.fetch;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the origin for other nodes, if this node is a reader by its map. It has fills of its own: one that waits for the
 * node that now asks must not be what that node is sent. They have memory of their own, too, since it is held until the
 * asker has taken the bytes, and the asker's memory must never wait for that of a reader that waits for it.
 */
public final class ReaderReads implements ChunkReads {

    private final Fetcher fetcher;
    private final Supplier<MapView> maps;
    private final ChosenReaders readers;

    /** @param fetcher with {@link #onlyOrigin} as its planner */
    public ReaderReads(Fetcher fetcher, Supplier<MapView> maps, ChosenReaders readers) {
        this.fetcher = fetcher;
        this.maps = maps;
        this.readers = readers;
    }

    /** Never another node: what was asked of a reader ends there, whatever its map says. */
    public static Planner onlyOrigin(Supplier<MapView> maps) {
        return chunk -> new FetchPlan(maps.get().map().epoch(), false, List.of(), false, true, List.of());
    }

    @Override
    public CompletableFuture<ReadOutcome> open(ChunkRef chunk, Demand demand) {
        String account = chunk.revision().dataset().account();
        if (!readers.reads(maps.get(), account)) {
            return CompletableFuture.completedFuture(new ReadOutcome.Unavailable(
                    new FillFailure(Reason.BUSY, "this node does not read " + account + " for others")));
        }
        return fetcher.open(chunk, demand);
    }

    @Override
    public @Nullable StoredChunk stored(ChunkId id) {
        return fetcher.stored(id);
    }
}
