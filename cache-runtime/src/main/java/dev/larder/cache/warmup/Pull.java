package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.ExtentReads;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Brings what one walk found missing, several extents at a time, as far as there is room for it. Runs on the caller's thread, which waits. */
final class Pull {

    private static final Duration TRADE_AFTER_FAILURE = Duration.ofSeconds(1);

    /**
     * What a pull needs of its node.
     *
     * @param traders threads that exchange with mates
     * @param slots extents brought at the same time, by this pull and by earlier ones that are not over
     * @param imports the same of what mates wait for
     */
    record Means(
            String node, ExtentReads reads, Trade.Means trading, int traders, Semaphore slots, Semaphore imports) {}

    /** The pass that a pull is part of. Called on any thread. */
    interface Pass {
        /** It is to begin again, or the node is closing. */
        boolean isOver();

        /** Mates had nothing for long, and one more extent is fetched up the tree. */
        void pastMates();

        /**
         * One more extent is here.
         *
         * @param heldBytes of the revision, now
         */
        void brought(DatasetRevision revision, long heldBytes);
    }

    private final Means means;
    private final Pass pass;
    private final DatasetRevision revision;
    private final Walk walk;
    private final List<Peer> mates;
    private final FullDisk.Allowance allowance;
    private final boolean urgent;
    private final Semaphore ended = new Semaphore(0);
    private final Drought drought = new Drought(System::nanoTime);
    private final AtomicLong held;
    private int begun;
    private volatile boolean brought;
    private volatile boolean failed;
    private volatile boolean unreachable;

    Pull(
            Means means,
            Pass pass,
            DatasetRevision revision,
            Walk walk,
            List<Peer> mates,
            FullDisk.Allowance allowance,
            boolean urgent) {
        this.means = means;
        this.pass = pass;
        this.revision = revision;
        this.walk = walk;
        this.mates = mates;
        this.allowance = allowance;
        this.urgent = urgent;
        this.held = new AtomicLong(walk.heldBytes());
    }

    /** Something did not come, and to begin another pull at once would not help. */
    boolean hasFailed() {
        return failed || (allowance.isLacking() && !brought);
    }

    /** Why some of it was not fetched, or not kept, if it is for want of room. */
    @Nullable
    FillFailure lacksRoom() {
        return allowance.isLacking() ? allowance.why(means.node) : null;
    }

    /** Something failed because another node could not be reached. */
    boolean isUnreachable() {
        return unreachable;
    }

    /** False if it was not waited for to the end. */
    boolean run(RandomGenerator.SplittableGenerator random) throws InterruptedException {
        Trade trade = trade(random);
        try {
            Semaphore limit = trade == null ? means.slots : means.imports;
            walk.missing()
                    .forEach(
                            trade == null ? Way.MATES : Way.TREE,
                            (ordinal, extent, lacks) -> bring(limit, ordinal, extent, lacks));
            return take(ended, begun) && (trade == null || isOver(trade));
        } finally {
            if (trade != null) {
                trade.stop();
            }
        }
    }

    /** Null if there is nothing to be had from mates, or it is too urgent to look for who has it. */
    private @Nullable Trade trade(RandomGenerator.SplittableGenerator random) {
        if (urgent || mates.isEmpty()) {
            return null;
        }
        Lacked lacked = walk.missing().lacked(allowance::take);
        if (lacked.isEmpty()) {
            return null;
        }
        Trade trade = new Trade(means.trading, revision, mates, lacked, drought, new Trade.Progress() {
            @Override
            public void pastMates() {
                pass.pastMates();
            }

            @Override
            public void brought(int bytes) {
                Pull.this.brought(bytes);
            }

            @Override
            public void failed(@Nullable FillFailure why) {
                Pull.this.failed(why);
            }
        });
        trade.start(means.node, means.traders, random);
        return trade;
    }

    /**
     * False if it was not waited for to the end. What failed to come up the tree is soon tried again, since mates wait
     * for it; what they have not brought until then they bring in the next pull.
     */
    private boolean isOver(Trade trade) throws InterruptedException {
        long until = System.nanoTime() + TRADE_AFTER_FAILURE.toNanos();
        while (!pass.isOver()) {
            if (allowance.isRefused()
                    || trade.await(Convergence.LOOK_MILLIS)
                    || (failed && System.nanoTime() - until > 0)) {
                return true;
            }
        }
        return false;
    }

    /** False once the pass is to begin again: a peer that lets this one wait must not keep it from that. */
    private boolean take(Semaphore from, int permits) throws InterruptedException {
        while (!pass.isOver()) {
            if (from.tryAcquire(permits, Convergence.LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private boolean bring(Semaphore limit, long ordinal, long extent, int missingBytes) throws InterruptedException {
        if (!take(limit, 1)) {
            return false;
        }
        if (!allowance.take(missingBytes)) {
            limit.release();
            return !allowance.isRefused();
        }
        begun++;
        long asked = drought.begin();
        means.reads
                .hold(revision, ordinal, revision.manifest().entry(ordinal), extent, urgent)
                .whenComplete((failure, broken) -> {
                    boolean came = failure == null && broken == null;
                    drought.ended(asked, came);
                    if (came) {
                        brought(missingBytes);
                    } else {
                        failed(failure);
                    }
                    limit.release();
                    ended.release();
                });
        return true;
    }

    private void brought(int bytes) {
        brought = true;
        allowance.ended(null);
        pass.brought(revision, held.addAndGet(bytes));
    }

    private void failed(@Nullable FillFailure failure) {
        if (failure != null) {
            allowance.ended(failure);
        }
        if (failure == null || !FullDisk.isLackOfRoom(failure)) {
            failed = true;
        }
        if (failure != null && failure.reason() == Reason.PEER_UNREACHABLE) {
            unreachable = true;
        }
    }
}
