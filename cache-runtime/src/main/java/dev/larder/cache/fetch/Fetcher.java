package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.origin.OriginAccounts;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.store.ChunkStore;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Geometry;
import dev.larder.model.manifest.ManifestEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds chunks and brings those that are missing: one fill per chunk on this node that others can join, however many want it
 * ({@link FillTable}), and a chunk that this node must hold brings the missing rest of its extent along.
 */
public final class Fetcher implements ChunkReads, ExtentReads, AutoCloseable {

    /** Nodes that a request may pass; maps that differ for a moment cannot make it go in circles for longer. */
    public static final int MAX_HOPS = 16;

    private final ChunkStore store;
    private final Planner planner;
    private final StoringDisk disk;
    private final RunFetch.Means means;
    private final Executor threads;
    private final FillTable fills;
    private final FillEndings endings;
    private final RecentRefusals refusals = new RecentRefusals();
    private volatile boolean closing;

    /**
     * @param threads one virtual thread per task; fetches wait on them
     * @param originReads reads of the origin at the same time, at most
     */
    public Fetcher(
            ChunkStore store,
            FillMemory memory,
            Planner planner,
            PeerReads peers,
            SourceSpeeds speeds,
            Hedging hedging,
            OriginAccounts origins,
            FetchMeter meter,
            StoringDisk disk,
            Executor threads,
            int originReads) {
        this.store = store;
        this.fills = new FillTable(store::holds, memory);
        this.planner = planner;
        this.disk = disk;
        this.endings = new FillEndings(fills, memory, disk, meter);
        this.threads = threads;
        this.means = new RunFetch.Means(
                peers, new PeerHealth(System::nanoTime), speeds, hedging, origins, new OriginSlots(originReads), meter);
    }

    @Override
    public @Nullable StoredChunk stored(ChunkId id) {
        StoredChunk stored = store.open(id);
        if (stored != null && !stored.verified()) {
            stored.close();
            return null;
        }
        return stored;
    }

    @Override
    public CompletableFuture<ReadOutcome> open(ChunkRef chunk, Demand demand) {
        ChunkId id = chunk.id();
        while (true) {
            StoredChunk stored = store.open(id);
            if (stored != null) {
                return hit(chunk, stored, demand);
            }
            ChunkFill known = fills.find(id);
            if (known == null || !known.isJoinable()) {
                FillFailure refusal = refusal(chunk, demand);
                if (refusal != null) {
                    return CompletableFuture.completedFuture(new ReadOutcome.Unavailable(refusal));
                }
                FillReader first = startReading(chunk, demand, known);
                if (first != null) {
                    return CompletableFuture.completedFuture(new ReadOutcome.Filling(first));
                }
                known = fills.find(id);
            } else if (demand instanceof Demand.HeldOnly && !known.isFed()) {
                // Two nodes that ask each other for what both are about to ask the other would wait for ever.
                return CompletableFuture.completedFuture(new ReadOutcome.Unavailable(notHeld(chunk)));
            }
            if (known == null) {
                continue;
            }
            Urgency urgency = Urgency.of(demand);
            if (urgency.urgent()) {
                known.markUrgent();
            }
            FillReader reader = known.join(urgency.rank());
            if (reader != null) {
                endings.joined(known);
                return CompletableFuture.completedFuture(new ReadOutcome.Filling(reader));
            }
            FillFailure failed = known.failure();
            if (failed != null) {
                return CompletableFuture.completedFuture(new ReadOutcome.Unavailable(failed));
            }
        }
    }

    @Override
    public CompletableFuture<@Nullable FillFailure> hold(
            DatasetRevision revision, long ordinal, ManifestEntry entry, long extent, boolean urgent) {
        return hold(revision, ordinal, entry, extent, urgent, null);
    }

    @Override
    public CompletableFuture<@Nullable FillFailure> holdFrom(
            Peer mate, DatasetRevision revision, long ordinal, ManifestEntry entry, long extent) {
        return hold(revision, ordinal, entry, extent, false, mate);
    }

    private CompletableFuture<@Nullable FillFailure> hold(
            DatasetRevision revision,
            long ordinal,
            ManifestEntry entry,
            long extent,
            boolean urgent,
            @Nullable Peer mate) {
        Geometry geometry = revision.geometry();
        long first = geometry.firstChunk(extent);
        int count = geometry.chunksInExtent(entry.size(), extent);
        ChunkRef like = new ChunkRef(revision, ordinal, entry, first);
        String owner = revision.dataset().uid();
        List<CompletableFuture<@Nullable FillFailure>> awaited = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ChunkRef chunk = like.at(first + i);
            ChunkId id = chunk.id();
            if (store.holds(id)) {
                if (!store.holdsFor(owner, id)) {
                    awaited.add(disk.adopt(owner, id));
                }
                continue;
            }
            ChunkFill fill = fills.find(id);
            if (fill == null || !fill.isJoinable()) {
                FillFailure refusal = refusal(chunk, Demand.WARM_UP);
                if (refusal != null) {
                    return CompletableFuture.completedFuture(refusal);
                }
                start(fills.claim(chunk, Demand.WARM_UP, planner.plan(chunk), endings), mate);
                fill = fills.find(id);
            }
            if (fill != null && fill.keep()) {
                if (urgent) {
                    fill.markUrgent();
                }
                awaited.add(fill.settled());
                endings.store(fill);
            } else if (!store.holds(id)) {
                awaited.add(CompletableFuture.completedFuture(
                        new FillFailure(Reason.CANCELLED, "fill ended while it was asked for")));
            }
        }
        return CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new))
                .thenApply(done -> awaited.stream()
                        .map(CompletableFuture::join)
                        .filter(failure -> failure != null)
                        .findFirst()
                        .orElse(null));
    }

    /**
     * Gives up what is being brought for revisions that are gone; readers still get theirs. Peers no longer know such a
     * revision, and a fetch would go on asking them for minutes.
     */
    public void giveUp(Collection<DatasetRevision> gone) {
        endings.giveUp(gone);
    }

    @Override
    public int receiving() {
        return means.speeds().flowing();
    }

    @Override
    public boolean avoids(Peer peer) {
        return means.speeds().avoids(peer);
    }

    /** Fills under way or lingering in memory. */
    public int fills() {
        return fills.size();
    }

    /** Refuses what would start something; fills under way fail. */
    @Override
    public void close() {
        closing = true;
        endings.failAll(new FillFailure(Reason.CLOSING, "node is closing"));
    }

    private CompletableFuture<ReadOutcome> hit(ChunkRef chunk, StoredChunk stored, Demand demand) {
        if (stored.verified()) {
            return CompletableFuture.completedFuture(new ReadOutcome.Hit(stored));
        }
        // Reads the disk, so not here; once per chunk after a restart.
        return disk.call(() -> stored.verify()).thenCompose(intact -> {
            if (intact) {
                return CompletableFuture.completedFuture(new ReadOutcome.Hit(stored));
            }
            stored.close();
            return open(chunk, demand);
        });
    }

    private @Nullable FillFailure refusal(ChunkRef chunk, Demand demand) {
        if (closing) {
            return new FillFailure(Reason.CLOSING, "node is closing");
        }
        return switch (demand) {
            case Demand.HeldOnly held -> notHeld(chunk);
            case Demand.Peer peer
            when peer.hops() > MAX_HOPS ->
                new FillFailure(Reason.TOO_MANY_HOPS, "request passed " + peer.hops() + " nodes");
            case Demand.Peer peer -> refusals.find(chunk);
            case Demand.Foreground foreground -> refusals.find(chunk);
            case Demand.Origin origin -> refusals.find(chunk);
            case Demand.WarmUp warmUp -> refusals.find(chunk);
        };
    }

    private static FillFailure notHeld(ChunkRef chunk) {
        return new FillFailure(
                Reason.NOT_HELD,
                "chunk " + chunk.chunk() + " of " + chunk.entry().path() + " is not here");
    }

    /**
     * The reader joins before the fetch begins: to it the bytes come from where they are fetched, however quickly they come.
     * Null if somebody else has just begun.
     *
     * @param before a fill that he could not join
     */
    private @Nullable FillReader startReading(ChunkRef chunk, Demand demand, @Nullable ChunkFill before) {
        FillTable.Claim claim = fills.claim(chunk, demand, planner.plan(chunk), endings);
        ChunkFill wanted = claim.runs().isEmpty() ? null : fills.find(chunk.id());
        FillReader reader =
                wanted == null ? null : wanted.join(Urgency.of(demand).rank());
        if (reader != null && wanted != null) {
            endings.begun(wanted, before);
        }
        start(claim, null);
        return reader;
    }

    private void start(FillTable.Claim claim, @Nullable Peer mate) {
        if (claim.runs().isEmpty()) {
            return;
        }
        try {
            threads.execute(() -> fetch(claim.plan(), claim.runs(), claim.hops(), mate));
        } catch (RejectedExecutionException closed) {
            FillFailure why = new FillFailure(Reason.CLOSING, "node is closing");
            claim.runs().forEach(run -> run.forEach(fill -> endings.failed(fill, why)));
        }
    }

    private void fetch(FetchPlan plan, List<List<ChunkFill>> runs, int hops, @Nullable Peer mate) {
        for (List<ChunkFill> run : runs) {
            RunWriter writer = new RunWriter(run, endings::arrived);
            FillFailure failure;
            try {
                RunFetch fetch = new RunFetch(means, plan, writer, hops);
                if (mate != null && isSettledBy(mate, fetch, writer)) {
                    continue;
                }
                failure = fetch.fetch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new FillFailure(Reason.CLOSING, "node is closing");
            } catch (RuntimeException e) {
                failure = new FillFailure(Reason.CANCELLED, "fetch broke: " + e);
            }
            ChunkRef first = run.getFirst().ref;
            if (failure == null) {
                means.meter().filled(first.revision());
                continue;
            }
            means.meter().failed(first.revision(), first.entry(), failure);
            if (failure.reason().isFinal()) {
                refusals.add(first, failure);
            }
            for (ChunkFill fill : writer.rest()) {
                endings.failed(fill, failure);
            }
        }
    }

    /** What the mate has not got is given up. False: somebody has begun to wait for some of it. */
    private boolean isSettledBy(Peer mate, RunFetch fetch, RunWriter writer) {
        ChunkRef first = writer.current().ref;
        FillFailure failure = fetch.fetchStored(mate);
        if (failure == null) {
            means.meter().filled(first.revision());
            return true;
        }
        boolean settled = true;
        for (ChunkFill fill : writer.rest()) {
            settled &= endings.isGivenUp(fill, failure);
        }
        return settled;
    }
}
