package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.Fetcher;
import dev.larder.cache.fetch.MateOffers;
import dev.larder.cache.fetch.StoringDisk;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.report.Holding;
import dev.larder.cache.store.ChunkStore;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestException;
import dev.larder.model.manifest.ManifestId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the node from what it holds to what it must hold, over and over: walk the manifests, pull what is missing, drop
 * what is no longer wanted. It remembers nothing that matters; a restart begins with another walk. One thread of its own.
 */
public final class Convergence implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Convergence.class);

    /** Chunks can be lost without anybody saying so (a bad checksum); a walk finds them. */
    private static final Duration AUDIT = Duration.ofSeconds(60);

    /** How soon a pass that waits notices that it is to begin again. */
    private static final long LOOK_MILLIS = 100;

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);
    private static final Duration TRADE_AFTER_FAILURE = Duration.ofSeconds(1);

    /**
     * How long an unreachable peer is waited for before the origin takes its place. Longer than it takes until a map
     * says that the peer is down, because such a map makes the wait needless.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * How long a node that knows that its map or catalog is outdated waits for the newer one before it goes on by what it
     * has. Without the wait a node that slept through a deletion, or through the loss of its share, would begin by asking
     * the origin for what nobody wants from it any more.
     */
    private static final Duration CATCH_UP = Duration.ofSeconds(10);

    private final String node;
    private final ServedCatalog served;
    private final Supplier<Shares> shares;
    private final BooleanSupplier newest;
    private final ChunkStore store;
    private final StoringDisk disk;
    private final Fetcher fetcher;
    /** For all passes: what an earlier one began and still waits for counts too. */
    private final Semaphore slots;

    private final Trade.Means trading;
    private final int traders;
    private final SplittableRandom random;

    private final Map<ManifestId, Holding> holdings = new ConcurrentHashMap<>();
    private final AtomicInteger generation = new AtomicInteger();
    private final Semaphore signal = new Semaphore(0);
    private final AtomicLong pulled = new AtomicLong();
    private volatile boolean closed;
    private long unreachableSince;
    private long outdatedSince;
    private long sweptEpoch = -1;

    /**
     * @param newest whether shares and catalog are the newest that there are
     * @param parallel extents brought up the tree at the same time, and as many from mates
     * @param random picks mates, and what they are asked for
     */
    public Convergence(
            String node,
            ServedCatalog served,
            Supplier<Shares> shares,
            BooleanSupplier newest,
            ChunkStore store,
            StoringDisk disk,
            Fetcher fetcher,
            MateOffers offers,
            int parallel,
            SplittableRandom random) {
        this.node = node;
        this.served = served;
        this.shares = shares;
        this.newest = newest;
        this.store = store;
        this.disk = disk;
        this.fetcher = fetcher;
        this.slots = new Semaphore(parallel);
        this.traders = parallel;
        this.trading = new Trade.Means(fetcher, offers, new Semaphore(parallel));
        this.random = random;
    }

    public void start() {
        Thread.ofVirtual().name(node + "-warmup").start(this::run);
    }

    /** The map, the catalog or the manifests changed: begin again. */
    public void changed() {
        generation.incrementAndGet();
        signal.release();
    }

    public Holding holding(ManifestId revision) {
        return holdings.getOrDefault(revision, Holding.UNKNOWN);
    }

    /** Extents that warm-up brought since the start. */
    public long pulled() {
        return pulled.get();
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        while (!closed) {
            boolean complete;
            long before = pulled.get();
            try {
                complete = pass();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("warm-up pass broke; it begins again", e);
                complete = false;
            }
            retry = complete || pulled.get() > before ? FIRST_RETRY : min(LONGEST_RETRY, retry.multipliedBy(2));
            Duration wait = complete ? AUDIT : retry;
            try {
                if (signal.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                    retry = FIRST_RETRY;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** True if nothing is missing that could be brought. */
    private boolean pass() throws InterruptedException {
        int begun = generation.get();
        Shares current = shares.get();
        List<DatasetRevision> revisions = served.revisions().stream()
                .sorted(Comparator.comparing(DatasetRevision::dataset, DatasetEntry.TURN)
                        .thenComparing(r -> !r.active()))
                .toList();
        holdings.keySet().retainAll(revisions.stream().map(DatasetRevision::id).collect(Collectors.toSet()));
        // First tell how things stand, then change them.
        for (DatasetRevision revision : revisions) {
            walk(revision, current);
        }
        if (!caughtUp(begun)) {
            return true;
        }
        List<Peer> mates = current.mates();
        boolean complete = true;
        boolean unreachable = false;
        for (DatasetRevision revision : revisions) {
            if (revision.dataset().warmUp() != WarmUp.FULL || revision.dataset().suspended()) {
                continue;
            }
            Walk walk = walk(revision, current);
            while (walk != null && walk.missing().size() > 0 && generation.get() == begun && !closed) {
                Pull pull = new Pull(revision, current.epoch(), walk, mates, isOutOfPatience(), begun);
                boolean ended = pull.run();
                disk.sync();
                unreachable |= pull.unreachable;
                if (!ended) {
                    break;
                }
                walk = walk(revision, current);
                if (pull.failed) {
                    complete = false;
                    break;
                }
            }
        }
        unreachableSince = !unreachable ? 0 : unreachableSince == 0 ? System.nanoTime() : unreachableSince;
        if (generation.get() == begun && !closed) {
            sweep(current, revisions);
        }
        return complete;
    }

    /** False if the pass is to begin again. */
    private boolean caughtUp(int begun) throws InterruptedException {
        outdatedSince = newest.getAsBoolean() ? 0 : outdatedSince == 0 ? System.nanoTime() : outdatedSince;
        while (!newest.getAsBoolean() && System.nanoTime() - outdatedSince < CATCH_UP.toNanos()) {
            if (closed || generation.get() != begun) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return !closed && generation.get() == begun;
    }

    private boolean isOutOfPatience() {
        return unreachableSince != 0 && System.nanoTime() - unreachableSince > PATIENCE.toNanos();
    }

    private @Nullable Walk walk(DatasetRevision revision, Shares current) {
        if (revision.dataset().warmUp() != WarmUp.FULL) {
            holdings.put(revision.id(), new Holding(current.epoch(), 0, 0, true));
            return null;
        }
        try {
            Walk walk = Walk.of(revision, current.of(revision), store, node.hashCode());
            holdings.put(revision.id(), new Holding(current.epoch(), walk.requiredBytes(), walk.heldBytes(), true));
            return walk;
        } catch (ManifestException e) {
            LOG.warn("manifest {} cannot be walked: {}", revision.id(), e.getMessage());
            return null;
        }
    }

    private void sweep(Shares current, List<DatasetRevision> revisions) {
        Catalog catalog = served.catalog();
        if (catalog.version() == 0) {
            return;
        }
        Sweep.dropOthers(store, served::keeps);
        if (!current.settled() || current.epoch() == sweptEpoch) {
            return;
        }
        Sweep sweep = new Sweep(store, current, revisions);
        revisions.forEach(sweep::moved);
        sweptEpoch = current.epoch();
        if (sweep.removed() > 0) {
            LOG.info("removed {} chunks that moved elsewhere with epoch {}", sweep.removed(), current.epoch());
        }
    }

    /** Removes what only revisions that left the catalog listed. Blocks on the disk; call before forgetting them. */
    public void departed(List<DatasetRevision> gone, List<DatasetRevision> remaining) {
        Sweep sweep = new Sweep(store, shares.get(), remaining);
        for (DatasetRevision revision : gone) {
            boolean datasetRemains = remaining.stream()
                    .anyMatch(other ->
                            other.dataset().uid().equals(revision.dataset().uid()));
            if (datasetRemains) {
                sweep.departed(revision);
            }
        }
    }

    @Override
    public void close() {
        // No interrupt: it would close a file that the thread is writing.
        closed = true;
        signal.release();
    }

    /** Brings what one walk found missing, several extents at a time. */
    private final class Pull {

        private final DatasetRevision revision;
        private final long epoch;
        private final Walk walk;
        private final List<Peer> mates;
        private final boolean urgent;
        private final int generationThen;
        private final Semaphore ended = new Semaphore(0);
        private final Drought drought = new Drought(System::nanoTime);
        private int begun;
        private final AtomicLong held;
        private volatile boolean failed;
        private volatile boolean unreachable;

        Pull(DatasetRevision revision, long epoch, Walk walk, List<Peer> mates, boolean urgent, int generationThen) {
            this.revision = revision;
            this.epoch = epoch;
            this.walk = walk;
            this.mates = mates;
            this.urgent = urgent;
            this.generationThen = generationThen;
            this.held = new AtomicLong(walk.heldBytes());
        }

        /** False if it was not waited for to the end. */
        boolean run() throws InterruptedException {
            Trade trade = trade();
            try {
                walk.missing().forEach(trade == null ? Way.MATES : Way.TREE, this::bring);
                return take(ended, begun) && (trade == null || isOver(trade));
            } finally {
                if (trade != null) {
                    trade.stop();
                }
            }
        }

        /** Null if there is nothing to be had from mates, or it is too urgent to look for who has it. */
        private @Nullable Trade trade() {
            Lacked lacked = walk.missing().lacked();
            if (urgent || mates.isEmpty() || lacked.isEmpty()) {
                return null;
            }
            Trade trade = new Trade(trading, revision, mates, lacked, drought, new Trade.Progress() {
                @Override
                public void brought(int bytes) {
                    Pull.this.brought(bytes);
                }

                @Override
                public void failed(@Nullable FillFailure why) {
                    Pull.this.failed(why);
                }
            });
            trade.start(node, traders, random);
            return trade;
        }

        /**
         * False if it was not waited for to the end. What failed to come up the tree is soon tried again, since mates wait
         * for it; what they have not brought until then they bring in the next pull.
         */
        private boolean isOver(Trade trade) throws InterruptedException {
            long until = System.nanoTime() + TRADE_AFTER_FAILURE.toNanos();
            while (!closed && generation.get() == generationThen) {
                if (trade.await(LOOK_MILLIS) || (failed && System.nanoTime() - until > 0)) {
                    return true;
                }
            }
            return false;
        }

        /** False once the pass is to begin again: a peer that lets this one wait must not keep it from that. */
        private boolean take(Semaphore from, int permits) throws InterruptedException {
            while (!closed && generation.get() == generationThen) {
                if (from.tryAcquire(permits, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return false;
        }

        private boolean bring(long ordinal, long extent, int missingBytes) throws InterruptedException {
            if (!take(slots, 1)) {
                return false;
            }
            begun++;
            long asked = drought.begin();
            fetcher.hold(revision, ordinal, revision.manifest().entry(ordinal), extent, urgent)
                    .whenComplete((failure, broken) -> {
                        boolean came = failure == null && broken == null;
                        drought.ended(asked, came);
                        if (came) {
                            brought(missingBytes);
                        } else {
                            failed(failure);
                        }
                        slots.release();
                        ended.release();
                    });
            return true;
        }

        private void brought(int bytes) {
            pulled.incrementAndGet();
            progressed(held.addAndGet(bytes));
        }

        /** Completions may overtake each other. */
        private void progressed(long heldBytes) {
            Holding now = new Holding(epoch, walk.requiredBytes(), heldBytes, true);
            holdings.merge(
                    revision.id(),
                    now,
                    (before, next) ->
                            before.epoch() > epoch || (before.epoch() == epoch && before.heldBytes() > heldBytes)
                                    ? before
                                    : next);
        }

        private void failed(@Nullable FillFailure failure) {
            failed = true;
            if (failure != null && failure.reason() == Reason.PEER_UNREACHABLE) {
                unreachable = true;
            }
        }
    }
}
