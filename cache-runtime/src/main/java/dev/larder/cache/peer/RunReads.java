package dev.larder.cache.peer;

import dev.larder.cache.fetch.PeerReads.Run;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.ReadOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Where one answer gets its chunks. Those that are read from the origin for the asker are all opened with the first: one
 * request brings them all, and what nobody has opened would not stay until its turn. Used on one event loop.
 */
final class RunReads implements AutoCloseable {

    private final Run run;
    private final ChunkReads reads;
    private final boolean origin;
    private final Deque<CompletableFuture<ReadOutcome>> opened = new ArrayDeque<>();

    RunReads(Run run, ChunkReads usual, ChunkReads ofOrigin) {
        this.run = run;
        origin = switch (run.mode()) {
            case HELD, STORED, FILL, WARM -> false;
            case ORIGIN, ORIGIN_WARM -> true;
        };
        reads = origin ? ofOrigin : usual;
    }

    /** Chunks are asked for in their order; one that was lost may be asked for again. */
    CompletableFuture<ReadOutcome> open(ChunkRef chunk) {
        if (origin && chunk.chunk() == run.first()) {
            close();
            for (long index = run.first(); index < run.first() + run.count(); index++) {
                opened.add(reads.open(chunk.at(index), demand(index)));
            }
        }
        CompletableFuture<ReadOutcome> next = opened.poll();
        return next == null ? reads.open(chunk, demand(chunk.chunk())) : next;
    }

    private Demand demand(long chunk) {
        int rest = (int) (run.first() + run.count() - chunk);
        return switch (run.mode()) {
            case HELD, STORED -> Demand.HELD_ONLY;
            case FILL -> new Demand.Peer(run.hops(), false);
            case WARM -> new Demand.Peer(run.hops(), true);
            case ORIGIN -> new Demand.Origin(rest, false);
            case ORIGIN_WARM -> new Demand.Origin(rest, true);
        };
    }

    /** Lets go of what was opened and not used. */
    @Override
    public void close() {
        opened.forEach(each -> each.thenAccept(ChunkAnswer::discard));
        opened.clear();
    }
}
