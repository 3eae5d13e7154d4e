package dev.larder.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.OnDemandRevisions;
import dev.larder.cache.fetch.ExtentReads;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.MateOffers.Offer;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.BlobVersion;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.manifest.ManifestEntry;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of mates and what up the tree, with mates and a tree that do as the test says. */
class TradeTest {

    private static final int EXTENTS = 40;
    private static final int BYTES = 1_000;
    private static final int SLOTS = 4;
    private static final int THREADS = 8;
    private static final Peer ONE = new Peer("one", "127.0.0.1", 1);
    private static final Peer OTHER = new Peer("other", "127.0.0.1", 2);
    private static final CompletableFuture<@Nullable FillFailure> BROUGHT = CompletableFuture.completedFuture(null);

    private final DatasetRevision revision = OnDemandRevisions.of(
            OnDemand.OFF, new BlobVersion(new BlobRef("account", "container", "blob"), BYTES, "0x1"));
    private final AtomicLong clock = new AtomicLong();
    private final Drought drought = new Drought(clock::get);
    private final Lacked lacked = new Lacked();
    private final Semaphore slots = new Semaphore(SLOTS);
    private final AtomicInteger pastMates = new AtomicInteger();
    private final AtomicInteger brought = new AtomicInteger();
    private final Queue<FillFailure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Peer> asked = new ConcurrentLinkedQueue<>();

    private volatile Function<Peer, Offer> offers = mate -> new Offer.Nothing();
    private volatile Function<Peer, CompletableFuture<@Nullable FillFailure>> given = mate -> BROUGHT;
    private volatile LongFunction<CompletableFuture<@Nullable FillFailure>> tree = extent -> BROUGHT;
    private @Nullable Trade started;

    private final ExtentReads reads = new ExtentReads() {
        @Override
        public CompletableFuture<@Nullable FillFailure> hold(
                DatasetRevision of, long ordinal, ManifestEntry entry, long extent, boolean urgent) {
            return tree.apply(extent);
        }

        @Override
        public CompletableFuture<@Nullable FillFailure> holdFrom(
                Peer mate, DatasetRevision of, long ordinal, ManifestEntry entry, long extent) {
            return given.apply(mate);
        }

        @Override
        public int receiving() {
            return 0;
        }

        @Override
        public boolean avoids(Peer peer) {
            return false;
        }
    };

    @BeforeEach
    void lacks() {
        for (int i = 0; i < EXTENTS; i++) {
            lacked.add(0, i, BYTES);
        }
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.stop();
        }
    }

    private Trade start(Peer... mates) {
        var means = new Trade.Means(
                reads,
                (mate, manifest, extents) -> {
                    asked.add(mate);
                    return CompletableFuture.completedFuture(offers.apply(mate));
                },
                slots);
        var trade = new Trade(means, revision, List.of(mates), lacked, drought, new Trade.Progress() {
            @Override
            public void pastMates() {
                pastMates.incrementAndGet();
            }

            @Override
            public void brought(int bytes) {
                brought.addAndGet(bytes);
            }

            @Override
            public void failed(@Nullable FillFailure why) {
                failures.add(why == null ? failure(Reason.CANCELLED) : why);
            }
        });
        started = trade;
        trade.start("test", THREADS, new SplittableRandom(1));
        return trade;
    }

    private static FillFailure failure(Reason why) {
        return new FillFailure(why, "because");
    }

    private void matesHaveHadNothingForLong() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    void whatMatesHaveIsNotFetchedUpTheTree() throws Exception {
        offers = mate -> new Offer.Has(0);
        matesHaveHadNothingForLong();
        assertThat(start(ONE, OTHER).await(10_000)).isTrue();
        assertThat(brought).hasValue(EXTENTS * BYTES);
        assertThat(pastMates).hasValue(0);
        assertThat(asked).contains(ONE, OTHER);
    }

    @Test
    void everyFreeSlotGoesUpTheTreeWhenMatesHaveHadNothingForLong() {
        Queue<CompletableFuture<@Nullable FillFailure>> coming = new ConcurrentLinkedQueue<>();
        tree = extent -> {
            CompletableFuture<@Nullable FillFailure> one = new CompletableFuture<>();
            coming.add(one);
            return one;
        };
        matesHaveHadNothingForLong();
        Trade trade = start(ONE);
        await().until(() -> coming.size() == SLOTS);
        assertThat(slots.availablePermits()).isZero();
        coming.remove().complete(null);
        await().until(() -> coming.size() == SLOTS);
        assertThat(pastMates).hasValue(SLOTS + 1);
        trade.stop();
        coming.forEach(each -> each.complete(null));
        await().until(() -> slots.availablePermits() == SLOTS);
    }

    /** With a pause after each, as between questions, this would take a quarter of a minute. */
    @Test
    void noneOfThemWaitsUntilMatesAreAskedAgain() throws Exception {
        matesHaveHadNothingForLong();
        assertThat(start(ONE, OTHER).await(5_000)).isTrue();
        assertThat(pastMates).hasValue(EXTENTS);
        assertThat(brought).hasValue(EXTENTS * BYTES);
    }

    @Test
    void nobodyGoesUpTheTreeBeforeThat() throws Exception {
        Trade trade = start(ONE);
        await().until(() -> asked.size() > 3);
        assertThat(pastMates).hasValue(0);
        matesHaveHadNothingForLong();
        assertThat(trade.await(5_000)).isTrue();
    }

    @Test
    void aMateThatDoesNotAnswerOrSendsWhatIsWrongIsLeftAlone() throws Exception {
        offers = mate -> mate.equals(ONE) ? new Offer.Unreachable() : new Offer.Has(0);
        assertThat(start(ONE, OTHER).await(10_000)).isTrue();
        assertThat(asked).filteredOn(ONE::equals).hasSizeLessThanOrEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void whatAMateCouldNotGiveIsAskedForAgain() throws Exception {
        AtomicInteger refusals = new AtomicInteger(3);
        offers = mate -> new Offer.Has(0);
        given = mate ->
                refusals.getAndDecrement() > 0 ? CompletableFuture.completedFuture(failure(Reason.BUSY)) : BROUGHT;
        assertThat(start(ONE).await(10_000)).isTrue();
        assertThat(brought).hasValue(EXTENTS * BYTES);
        assertThat(failures).isEmpty();
    }

    @Test
    void thatThereIsNoRoomIsTold() {
        offers = mate -> new Offer.Has(0);
        given = mate -> CompletableFuture.completedFuture(failure(Reason.NO_SPACE));
        start(ONE);
        await().until(() -> !failures.isEmpty());
        assertThat(failures).allMatch(why -> why.reason() == Reason.NO_SPACE);
        assertThat(brought).hasValue(0);
    }
}
