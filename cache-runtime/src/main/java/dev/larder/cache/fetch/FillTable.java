package dev.larder.cache.fetch;

import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Geometry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fills of a node, at most one per chunk that readers can join. A fill that is to be stored leaves the table only after the
 * store has its chunk, and enters it only if the store has not, decided in one atomic step. So such a chunk is not asked for
 * twice. One that is only passed on is, if somebody comes when its first bytes have been given back: the new fill takes the
 * place of the old one, which lives on for its readers. Thread-safe.
 */
final class FillTable {

    private final Predicate<ChunkId> stored;
    private final FillMemory memory;
    private final ConcurrentMap<ChunkId, ChunkFill> fills = new ConcurrentHashMap<>();

    /** @param stored whether the store has a chunk */
    FillTable(Predicate<ChunkId> stored, FillMemory memory) {
        this.stored = stored;
        this.memory = memory;
    }

    @Nullable
    ChunkFill find(ChunkId id) {
        return fills.get(id);
    }

    Collection<ChunkFill> all() {
        return Collections.unmodifiableCollection(fills.values());
    }

    int size() {
        return fills.size();
    }

    void forget(ChunkFill fill) {
        fills.remove(fill.id, fill);
    }

    /** Fills that nobody fetches yet, in runs of neighbours. */
    record Claim(FetchPlan plan, List<List<ChunkFill>> runs, int hops) {}

    /**
     * Makes the fills of what is to be brought for the demand, if it is neither stored nor on its way.
     *
     * @param end told of fills whose last reader went
     */
    Claim claim(ChunkRef chunk, Demand demand, FetchPlan plan, ChunkFill.FillEnd end) {
        List<List<ChunkFill>> runs = new ArrayList<>(2);
        if (plan.holder()) {
            // The wanted chunk first: whoever waits for the extent's last must not wait for its first.
            Geometry geometry = chunk.revision().geometry();
            long first = geometry.firstChunk(chunk.extent());
            long past = first + geometry.chunksInExtent(chunk.entry().size(), chunk.extent());
            claim(chunk, chunk.chunk(), past, demand, true, end, runs);
            claim(chunk, first, chunk.chunk(), demand, true, end, runs);
        } else {
            int count = demand instanceof Demand.Origin origin ? origin.chunks() : 1;
            claim(chunk, chunk.chunk(), chunk.chunk() + count, demand, false, end, runs);
        }
        return new Claim(plan, runs, demand instanceof Demand.Peer peer ? peer.hops() : 0);
    }

    private void claim(
            ChunkRef like,
            long from,
            long to,
            Demand demand,
            boolean holder,
            ChunkFill.FillEnd end,
            List<List<ChunkFill>> runs) {
        Urgency urgency = Urgency.of(demand);
        List<ChunkFill> run = null;
        for (long index = from; index < to; index++) {
            ChunkRef chunk = like.at(index);
            ChunkFill made = new ChunkFill(chunk, chunk.id(), memory, urgency.rank(), holder, end);
            ChunkFill winner = fills.compute(made.id, (id, present) -> {
                if (present != null && present.isJoinable()) {
                    return present;
                }
                return stored.test(id) ? null : made;
            });
            if (winner != made) {
                run = null;
                continue;
            }
            if (urgency.urgent()) {
                made.markUrgent();
            }
            if (run == null) {
                run = new ArrayList<>();
                runs.add(run);
            }
            run.add(made);
        }
    }
}
