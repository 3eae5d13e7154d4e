package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.fetch.ExtentReads;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.MateOffers;
import dev.larder.cache.fetch.StoringDisk;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.report.Holding;
import dev.larder.cache.store.ChunkStore;
import dev.larder.model.broadcast.DownloadSlots;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestException;
import dev.larder.model.manifest.ManifestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
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

    /** How often it is looked whether something has given way. */
    private static final Duration LOSS_LOOK = Duration.ofSeconds(2);

    /** How soon a pass that waits notices that it is to begin again. */
    static final long LOOK_MILLIS = 100;

    /**
     * Datasets with a budget of their own that are brought at the same time as those that come after them, which they would
     * hold up for hours. Few: what waits for a budget takes its turn at the origin from others.
     */
    private static final int BESIDE = 3;

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    /** Also how long at most what failed waits while others are brought. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

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
    private final ExtentReads reads;
    /** For all passes: what an earlier one began and still waits for counts too. */
    private final Semaphore slots;

    /** The same of what mates wait for: each is to come fast. */
    private final Semaphore imports;

    /** The same for each Dataset that has a budget of its own, by its uid: it leaves room for the others. */
    private final Map<String, Semaphore> limited = new ConcurrentHashMap<>();

    private final Trade.Means trading;
    private final int traders;
    private final SplittableRandom random;
    private final FullDisk full;
    private final Losses losses;

    private final Holdings holdings = new Holdings();
    private final AtomicInteger generation = new AtomicInteger();
    private final Semaphore signal = new Semaphore(0);
    private final AtomicLong pulled = new AtomicLong();
    private final AtomicLong pastMates = new AtomicLong();
    private volatile boolean closed;
    private long unreachableSince;
    private long outdatedSince;
    private long sweptEpoch = -1;
    private List<DatasetRevision> sweptFor = List.of();

    /**
     * @param newest whether shares and catalog are the newest that there are
     * @param parallel extents brought up the tree at the same time; of what mates give each other no more than {@link
     *     DownloadSlots#ABREAST}
     * @param random picks mates, and what they are asked for
     */
    public Convergence(
            String node,
            ServedCatalog served,
            Supplier<Shares> shares,
            BooleanSupplier newest,
            ChunkStore store,
            StoringDisk disk,
            ExtentReads reads,
            MateOffers offers,
            int parallel,
            SplittableRandom random) {
        this.node = node;
        this.served = served;
        this.shares = shares;
        this.newest = newest;
        this.store = store;
        this.disk = disk;
        this.reads = reads;
        this.slots = new Semaphore(parallel);
        this.traders = Math.min(parallel, DownloadSlots.ABREAST);
        this.imports = new Semaphore(traders);
        this.trading = new Trade.Means(reads, offers, new Semaphore(traders));
        this.random = random;
        this.losses = new Losses(store);
        this.full = new FullDisk(store::room, System::nanoTime);
    }

    public void start() {
        Thread.ofVirtual().name(node + "-warmup").start(this::run);
    }

    /** The map, the catalog or the manifests changed: begin again. */
    public void changed() {
        generation.incrementAndGet();
        signal.release();
    }

    /** What was found of a Dataset's revision, as that Dataset wants it placed now. */
    public Holding holding(DatasetEntry dataset, ManifestId revision) {
        return holdings.of(dataset, revision);
    }

    /** Extents that warm-up brought since the start. */
    public long pulled() {
        return pulled.get();
    }

    /** Extents fetched up the tree since the start because mates, who should have given them, had nothing for long. */
    public long pastMates() {
        return pastMates.get();
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        while (!closed) {
            boolean complete;
            long before = pulled.get();
            losses.begin(served.catalog().datasets());
            try {
                complete = pass();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | InternalError e) {
                LOG.warn("warm-up pass broke; it begins again", e);
                complete = false;
            }
            retry = complete || pulled.get() > before ? FIRST_RETRY : min(LONGEST_RETRY, retry.multipliedBy(2));
            Duration wait = complete ? AUDIT : retry;
            try {
                if (isCalled(wait)) {
                    signal.drainPermits();
                    retry = FIRST_RETRY;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** False once it has waited so long, or something that is to be warm has given way since the pass began. */
    private boolean isCalled(Duration wait) throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        boolean called;
        long left = wait.toNanos();
        do {
            called = signal.tryAcquire(Math.min(left, LOSS_LOOK.toNanos()), TimeUnit.NANOSECONDS);
            left = until - System.nanoTime();
        } while (!called && left > 0 && !losses.any());
        return called;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** True if nothing is missing that could be brought. */
    private boolean pass() throws InterruptedException {
        Pass pass = new Pass();
        Shares current = pass.shares;
        List<DatasetRevision> revisions = served.revisions().stream()
                .sorted(Comparator.comparing(DatasetRevision::dataset, DatasetEntry.TURN)
                        .thenComparing(r -> !r.active()))
                .toList();
        holdings.retain(revisions);
        limited.keySet()
                .retainAll(revisions.stream().map(r -> r.dataset().uid()).collect(Collectors.toSet()));
        // First tell how things stand, then change them.
        for (DatasetRevision revision : revisions) {
            walk(revision, current);
        }
        if (!caughtUp(pass)) {
            return true;
        }
        store.trim();
        List<CompletableFuture<Void>> beside = new ArrayList<>();
        for (DatasetRevision revision : revisions) {
            if (revision.dataset().warmUp() != WarmUp.FULL || revision.dataset().suspended()) {
                continue;
            }
            if (revision.dataset().warmUpBytesPerSecond() > 0 && beside.size() < BESIDE) {
                Semaphore own = limited.computeIfAbsent(revision.dataset().uid(), uid -> new Semaphore(traders));
                SplittableRandom split = random.split();
                beside.add(CompletableFuture.runAsync(
                        () -> pass.bring(revision, own, own, split),
                        task -> Thread.ofVirtual().name(node + "-warmup-beside").start(task)));
            } else {
                pass.bring(revision, slots, imports, random);
            }
        }
        // They end with the pass, also when it is to begin again.
        beside.forEach(CompletableFuture::join);
        boolean unreachable = pass.unreachable;
        unreachableSince = !unreachable ? 0 : unreachableSince == 0 ? System.nanoTime() : unreachableSince;
        if (!pass.isOutdated()) {
            sweep(current, revisions);
        }
        return !pass.hasFailed();
    }

    /** One pass. Its Datasets may be brought by several threads. */
    private final class Pass implements Pull.Pass {
        private final int begun = generation.get();
        private final Shares shares = Convergence.this.shares.get();
        private final List<Peer> mates = shares.mates();
        private final AtomicLong failedAt = new AtomicLong();
        private volatile boolean unreachable;

        /** Something is missing that may be had when it is asked for again. */
        boolean hasFailed() {
            return failedAt.get() != 0;
        }

        private void failed() {
            // Never 0, which says that nothing has.
            failedAt.compareAndSet(0, System.nanoTime() | 1);
        }

        /** Until the revision is here, something failed or the pass is over. */
        void bring(DatasetRevision revision, Semaphore limit, Semaphore forMates, SplittableRandom own) {
            try {
                Walk walk = walk(revision, shares);
                while (walk != null && walk.missing().size() > 0 && !isOver()) {
                    Pull.Means means = new Pull.Means(node, reads, trading, traders, limit, forMates);
                    FullDisk.Allowance allowance =
                            full.allowance(revision.dataset().uid());
                    Pull pull = new Pull(means, this, revision, walk, mates, allowance, isOutOfPatience());
                    boolean ended = pull.run(own);
                    disk.sync();
                    if (pull.isUnreachable()) {
                        unreachable = true;
                    }
                    if (!ended) {
                        return;
                    }
                    walk = walk(revision, shares);
                    FillFailure lacksRoom = pull.lacksRoom();
                    holdings.change(revision, known -> known.lacks(lacksRoom));
                    if (pull.hasFailed()) {
                        failed();
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed();
            }
        }

        /** Something else is asked for than when it began. */
        boolean isOutdated() {
            return closed || generation.get() != begun;
        }

        /** Also when what failed is due again: what comes after it may take hours. */
        @Override
        public boolean isOver() {
            return isOutdated() || isFailedDue();
        }

        private boolean isFailedDue() {
            long at = failedAt.get();
            return at != 0 && System.nanoTime() - at > LONGEST_RETRY.toNanos();
        }

        @Override
        public void pastMates() {
            pastMates.incrementAndGet();
        }

        @Override
        public void brought(DatasetRevision revision, long heldBytes) {
            pulled.incrementAndGet();
            // Completions may overtake each other, and the end of the pass.
            holdings.change(
                    revision,
                    known -> known.epoch() == shares.epoch() && known.heldBytes() < heldBytes
                            ? known.holds(heldBytes)
                            : known);
        }
    }

    /** False if the pass is to begin again. */
    private boolean caughtUp(Pass pass) throws InterruptedException {
        outdatedSince = newest.getAsBoolean() ? 0 : outdatedSince == 0 ? System.nanoTime() : outdatedSince;
        while (!newest.getAsBoolean() && System.nanoTime() - outdatedSince < CATCH_UP.toNanos()) {
            if (pass.isOver()) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return !pass.isOver();
    }

    private boolean isOutOfPatience() {
        return unreachableSince != 0 && System.nanoTime() - unreachableSince > PATIENCE.toNanos();
    }

    private @Nullable Walk walk(DatasetRevision revision, Shares current) {
        if (revision.dataset().warmUp() != WarmUp.FULL) {
            holdings.put(revision, new Holding(current.epoch(), 0, 0, true, null));
            return null;
        }
        try {
            Walk walk = Walk.of(revision, current.of(revision), store, node.hashCode());
            // That there is no room stands until something was fetched, or tried.
            FillFailure lacksRoom = walk.missing().size() == 0
                    ? null
                    : holding(revision.dataset(), revision.id()).lacksRoom();
            holdings.put(
                    revision, new Holding(current.epoch(), walk.requiredBytes(), walk.heldBytes(), true, lacksRoom));
            return walk;
        } catch (ManifestException | InternalError e) {
            // The latter where the disk fails that it is mapped from.
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
        boolean swept = current.epoch() == sweptEpoch && revisions.equals(sweptFor);
        if (!current.settled() || swept) {
            return;
        }
        Sweep sweep = new Sweep(store, current, revisions);
        revisions.forEach(sweep::moved);
        sweptEpoch = current.epoch();
        sweptFor = revisions;
        if (sweep.removed() > 0) {
            LOG.info("removed {} chunks that moved elsewhere with epoch {}", sweep.removed(), current.epoch());
        }
    }

    /** Removes what only revisions that left the catalog listed. Blocks on the disk; call before forgetting them. */
    public void departed(List<DatasetRevision> gone, List<DatasetRevision> remaining) {
        new Sweep(store, shares.get(), remaining).departed(gone);
    }

    @Override
    public void close() {
        // No interrupt: it would close a file that the thread is writing.
        closed = true;
        signal.release();
    }
}
