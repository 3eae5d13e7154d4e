package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.ExtentReads;
import dev.larder.cache.fetch.ExtentRef;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.MateOffers;
import dev.larder.cache.fetch.MateOffers.Offer;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.broadcast.DownloadSlots;
import dev.larder.model.broadcast.MateChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings what others import into this node's cell: asks a random mate, names some of what is lacking, and takes what the
 * mate offers. A mate that has nothing, or sends to enough others, says so at once, and another is asked: nobody waits for
 * anybody, so that no circle can close.
 *
 * <p>When for a while no mate had anything, an importer may be slow or gone. Then extents are fetched up the tree as if
 * there were no mates.
 */
final class Trade {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final long LOOK_MILLIS = 100;
    /** How long a mate that did not answer, or sent what was wrong, is not asked. */
    private static final Duration AVOIDED = Duration.ofSeconds(5);

    /**
     * What a trade needs of its node.
     *
     * @param slots extents brought at the same time, by this trade and by earlier ones that are not over
     */
    record Means(ExtentReads reads, MateOffers offers, Semaphore slots) {}

    /** An extent that a mate has; its number. */
    private record Found(Peer mate, int number) {}

    /** Called on the threads of the trade. */
    interface Progress {
        /** Mates had nothing for long, and one more extent is fetched up the tree. */
        void pastMates();

        void brought(int bytes);

        /** Not because of a mate. */
        void failed(@Nullable FillFailure why);
    }

    private final Means means;
    private final DatasetRevision revision;
    private final List<Peer> mates;
    private final Lacked lacked;
    private final Progress progress;
    private final Drought drought;
    private final Map<Peer, Long> avoidedUntil = new ConcurrentHashMap<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final ReentrantLock asking = new ReentrantLock();
    /** Places in the list of mates, in the order of the last questions. Guarded by {@link #asking}, as what follows. */
    private final int[] turns;

    private long pause = FIRST_PAUSE_MILLIS;
    /** By {@link System#nanoTime}: until then all pause. */
    private long askAt = System.nanoTime();

    private volatile boolean stopped;

    /** @param drought of this pull; it also hears of what comes up the tree */
    Trade(Means means, DatasetRevision revision, List<Peer> mates, Lacked lacked, Drought drought, Progress progress) {
        this.means = means;
        this.revision = revision;
        this.mates = mates;
        this.lacked = lacked;
        this.drought = drought;
        this.progress = progress;
        this.turns = IntStream.range(0, mates.size()).toArray();
    }

    /** @param random split for each thread */
    void start(String name, int threads, RandomGenerator.SplittableGenerator random) {
        for (int i = 0; i < threads; i++) {
            RandomGenerator own = random.split();
            Thread.ofVirtual().name(name + "-trade-" + i).start(() -> work(own));
        }
    }

    /** True once all has come. */
    boolean await(long millis) throws InterruptedException {
        return finished.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Begins nothing more; what is under way may come. */
    void stop() {
        stopped = true;
    }

    private void work(RandomGenerator random) {
        long afterFailure = FIRST_PAUSE_MILLIS;
        try {
            while (isGoingOn()) {
                if (!bringsOne(random)) {
                    Thread.sleep(random.nextLong(afterFailure / 2, afterFailure));
                    afterFailure = Math.min(LONGEST_PAUSE_MILLIS, afterFailure * 2);
                } else {
                    afterFailure = FIRST_PAUSE_MILLIS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            progress.failed(new FillFailure(Reason.CANCELLED, "exchange with mates broke: " + e));
        }
        if (lacked.isEmpty()) {
            finished.countDown();
        }
    }

    private boolean isGoingOn() {
        return !stopped && !lacked.isEmpty();
    }

    /** False: it failed. True if there was nothing to bring, too. */
    private boolean bringsOne(RandomGenerator random) throws InterruptedException {
        if (!hasTurnToAsk()) {
            return true;
        }
        try {
            Found found;
            try {
                found = find(random);
            } finally {
                asking.unlock();
            }
            if (found != null) {
                return isBrought(found);
            }
            return stopped || !drought.isLong() || upTheTree(random);
        } finally {
            means.slots.release();
        }
    }

    /**
     * Waits until it is time to ask and a slot is free. If true, this thread has both the slot and the lock; false if the
     * trade is over meanwhile. One thread waits here for all: the others wait for the lock, so that none of them wakes up in
     * vain. Nobody waits for mates who have had nothing for long, if there is something to fetch up the tree.
     */
    private boolean hasTurnToAsk() throws InterruptedException {
        asking.lockInterruptibly();
        boolean hasTurn = false;
        try {
            long nanos = askAt - System.nanoTime();
            if (nanos > 0 && isGoingOn() && !(drought.isLong() && lacked.isAnyLacking())) {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
            while (!hasTurn && isGoingOn()) {
                hasTurn = means.slots.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            if (!hasTurn) {
                asking.unlock();
            }
        }
        return hasTurn;
    }

    /**
     * What a mate has of what is lacking, taken already; null if they have nothing now: then there is a pause before they are
     * asked again.
     */
    private @Nullable Found find(RandomGenerator random) {
        if (System.nanoTime() - askAt < 0) {
            return null;
        }
        // What comes up the tree goes first: mates wait for it.
        boolean full = means.reads.receiving() >= DownloadSlots.ABREAST;
        if (full) {
            drought.ends();
        }
        Found found = full ? null : ask(random);
        if (found != null) {
            pause = FIRST_PAUSE_MILLIS;
        } else {
            askAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(pause / 2, pause + 1));
            pause = Math.min(full ? LOOK_MILLIS : LONGEST_PAUSE_MILLIS, pause * 2);
        }
        return found;
    }

    private @Nullable Found ask(RandomGenerator random) {
        for (int i = 0; i < Math.min(MateChoice.ASKS, turns.length) && !stopped; i++) {
            Peer mate = mates.get(MateChoice.next(turns, i, random));
            int[] asked = isAvoided(mate) ? new int[0] : lacked.sample(MateOffers.MOST, random);
            if (asked.length == 0) {
                continue;
            }
            List<ExtentRef> extents = new ArrayList<>(asked.length);
            for (int number : asked) {
                extents.add(lacked.extent(number));
            }
            Offer offer = means.offers.ask(mate, revision.id(), extents).join();
            switch (offer) {
                case Offer.Has has -> {
                    if (lacked.take(asked[has.index()])) {
                        return new Found(mate, asked[has.index()]);
                    }
                }
                case Offer.Nothing nothing -> {}
                case Offer.Unreachable unreachable -> avoid(mate);
            }
        }
        return null;
    }

    private boolean isBrought(Found found) {
        Peer mate = found.mate;
        ExtentRef extent = lacked.extent(found.number);
        long begun = drought.begin();
        FillFailure failure = means.reads
                .holdFrom(
                        mate, revision, extent.ordinal(), revision.manifest().entry(extent.ordinal()), extent.extent())
                .join();
        drought.ended(begun, failure == null);
        if (failure != null && isOfMate(failure.reason())) {
            avoid(mate);
        } else if (failure != null && !isPassing(failure.reason())) {
            progress.failed(failure);
        }
        if (failure == null) {
            drought.ends();
        }
        return isEnded(found.number, failure);
    }

    /** False: it failed. */
    private boolean upTheTree(RandomGenerator random) {
        int[] one = lacked.sample(1, random);
        if (one.length == 0 || !lacked.take(one[0])) {
            return true;
        }
        progress.pastMates();
        ExtentRef extent = lacked.extent(one[0]);
        long begun = drought.begin();
        FillFailure failure = means.reads
                .hold(revision, extent.ordinal(), revision.manifest().entry(extent.ordinal()), extent.extent(), false)
                .join();
        drought.ended(begun, failure == null);
        if (failure != null) {
            progress.failed(failure);
        }
        return isEnded(one[0], failure);
    }

    private boolean isEnded(int number, @Nullable FillFailure failure) {
        if (failure != null) {
            lacked.giveBack(number);
            return false;
        }
        lacked.done();
        progress.brought(lacked.bytes(number));
        return true;
    }

    private static boolean isOfMate(Reason reason) {
        return reason == Reason.PEER_UNREACHABLE || reason == Reason.CORRUPT;
    }

    private static boolean isPassing(Reason reason) {
        return reason == Reason.BUSY
                || reason == Reason.NOT_HELD
                || reason == Reason.UNKNOWN_REVISION
                || reason == Reason.PEER_SLOW
                || reason == Reason.CANCELLED;
    }

    private boolean isAvoided(Peer mate) {
        Long until = avoidedUntil.get(mate);
        return (until != null && System.nanoTime() - until < 0) || means.reads.avoids(mate);
    }

    private void avoid(Peer mate) {
        avoidedUntil.put(mate, System.nanoTime() + AVOIDED.toNanos());
    }
}
