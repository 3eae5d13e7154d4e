package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.FetchPlan.Step;
import dev.larder.cache.fetch.PeerReads.Mode;
import dev.larder.cache.origin.Origin;
import dev.larder.cache.origin.OriginAccounts;
import dev.larder.cache.origin.OriginRange;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.blob.BlobVersion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Brings one run of chunks: from each source of the plan in turn, each going on where the one before broke. Runs on a
 * virtual thread and waits there.
 *
 * <p>The origin's "once" is decided here. A parent that is busy, or does not know the revision yet, is asked again
 * rather than passed over; and if nobody waits, so is one that did not answer once, and a parent that cannot be reached, or
 * cannot reach the origin, is not replaced by the origin either: the run fails, and whoever wanted it comes back. After an outage of the origin everybody would
 * otherwise ask it at once. Only where all of them are unreachable, and were when they were asked again, one node takes the
 * root's place ({@link FetchPlan#standsIn}).
 */
final class RunFetch {

    /** How long a source that answers "not now" is asked again before the next one gets its turn. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    /**
     * So much longer a parent that sends to enough others is asked, when nobody waits. Over slow links a slot is taken for minutes, and
     * the next source may be in another zone.
     */
    private static final Duration ASK_AGAIN_PATIENTLY = Duration.ofMinutes(5);

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** What a fetch needs of its node. */
    record Means(
            PeerReads peers,
            PeerHealth health,
            SourceSpeeds speeds,
            Hedging hedging,
            OriginAccounts origins,
            OriginSlots originReads,
            FetchMeter meter) {}

    private final Means means;
    private final FetchPlan plan;
    private final RunWriter run;
    private final int hops;

    /** @param hops nodes that the demand has passed; 0 if it is this node's own */
    RunFetch(Means means, FetchPlan plan, RunWriter run, int hops) {
        this.means = means;
        this.plan = plan;
        this.run = run;
        this.hops = hops;
    }

    /** Null when the run is here or nobody wants the rest of it. */
    @Nullable
    FillFailure fetch() throws InterruptedException {
        FillFailure why = null;
        FillFailure verdict = null;
        FillFailure lost = null;
        boolean gone = true;
        for (int i = 0; i < plan.steps().size(); i++) {
            Step step = plan.steps().get(i);
            if (!run.wanted()) {
                return null;
            }
            if (verdict != null && !step.heldOnly()) {
                continue;
            }
            boolean elsewhere = isElsewhere(i);
            FillFailure failure = elsewhere && means.speeds.avoids(step.peer())
                    ? slow(step.peer())
                    : ask(i, elsewhere, verdict == null);
            if (failure == null) {
                return null;
            }
            why = failure;
            means.meter.passedOver(failure.reason());
            if (failure.reason().isFinal() || failure.reason() == Reason.ORIGIN_THROTTLED) {
                verdict = failure;
            } else if (!step.heldOnly()) {
                lost = lost == null || lost.reason() == Reason.PEER_UNREACHABLE ? failure : lost;
                gone &= means.health.isGone(step.peer());
            }
        }
        if (verdict != null) {
            return run.wanted() ? verdict : null;
        }
        boolean standsIn = plan.standsIn() && lost != null && gone && lost.reason() == Reason.PEER_UNREACHABLE;
        if (lost != null && !standsIn && !run.isUrgent()) {
            return run.wanted() ? lost : null;
        }
        if (!run.wanted()) {
            return null;
        }
        FillFailure failure = askReaders();
        return failure == null || !run.wanted() ? null : more(failure, why);
    }

    /** Whether this step may be given up for a later one. The last that would fetch the rest is kept, however slow it is. */
    private boolean isElsewhere(int step) {
        boolean heldOnly = plan.steps().get(step).heldOnly();
        return plan.steps().stream().skip(step + 1L).anyMatch(later -> heldOnly || !later.heldOnly());
    }

    /** As {@link #fetch}, but only what this one peer has stored, asked for once. */
    @Nullable
    FillFailure fetchStored(FetchPlan.Peer peer) {
        if (!means.health.allows(peer)) {
            return unreachable(peer);
        }
        FillFailure failure = askOnce(peer, Mode.STORED, true);
        return run.wanted() ? failure : null;
    }

    private static FillFailure unreachable(FetchPlan.Peer peer) {
        return new FillFailure(Reason.PEER_UNREACHABLE, peer + " did not answer a moment ago");
    }

    private static FillFailure slow(FetchPlan.Peer peer) {
        return new FillFailure(Reason.PEER_SLOW, peer + " was slow a moment ago");
    }

    private static FillFailure more(FillFailure failure, @Nullable FillFailure before) {
        return before == null
                ? failure
                : new FillFailure(failure.reason(), failure.message() + " (before: " + before.message() + ")");
    }

    /**
     * Who else may have it, should this step's peer be late. Only for reads of this node's own clients: whoever asks another
     * node asks a second one himself. Null: nobody.
     */
    private FetchPlan.@Nullable Peer alternative(int step) {
        if (hops > 0 || !run.isUrgent()) {
            return null;
        }
        return plan.steps().stream()
                .skip(step + 1L)
                .map(Step::peer)
                .filter(peer -> !means.speeds.avoids(peer) && !means.health.isGone(peer))
                .findFirst()
                .orElse(null);
    }

    private @Nullable FillFailure askHedged(FetchPlan.Peer peer, Mode mode, boolean elsewhere, FetchPlan.Peer second)
            throws InterruptedException {
        run.rewind(false);
        // Both as of now: by the time the second is asked, the first may have begun, or be done.
        DatasetRevision revision = run.current().ref.revision();
        PeerReads.Run wanted = request(mode);
        PeerReads.Run held = request(Mode.HELD);
        HedgedRead read = new HedgedRead(
                means.hedging,
                means.health::now,
                (asked, as, into) -> asked.equals(peer) || means.health.allows(asked)
                        ? begin(asked, as == mode ? wanted : held, revision, elsewhere, into)
                        : CompletableFuture.completedFuture(unreachable(asked)));
        return read.read(peer, mode, second, run);
    }

    /** @param again whether it is worth to ask more than once */
    private @Nullable FillFailure ask(int index, boolean elsewhere, boolean again) throws InterruptedException {
        Step step = plan.steps().get(index);
        long until = System.nanoTime() + ASK_AGAIN.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Mode mode = step.heldOnly() ? Mode.HELD : run.isUrgent() ? Mode.FILL : Mode.WARM;
            FetchPlan.Peer second = alternative(index);
            FillFailure failure = !means.health.allows(step.peer())
                    ? unreachable(step.peer())
                    : second == null
                            ? askOnce(step.peer(), mode, elsewhere)
                            : askHedged(step.peer(), mode, elsewhere, second);
            if (failure == null || !run.wanted()) {
                return null;
            }
            boolean patient = failure.reason() == Reason.BUSY && !run.isUrgent() && !step.heldOnly();
            long more = patient ? ASK_AGAIN_PATIENTLY.toNanos() : 0;
            if (!again || !mayChange(step, failure) || System.nanoTime() - until > more) {
                return failure;
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }

    private boolean mayChange(Step step, FillFailure failure) {
        if (failure.reason() == Reason.PEER_UNREACHABLE) {
            // It may have the only copy, or the only one in this zone: as nobody waits, one failure is no reason to go
            // farther.
            return !run.isUrgent() && !means.health.isGone(step.peer());
        }
        if (step.heldOnly()) {
            return failure.reason() == Reason.BUSY && !run.isUrgent();
        }
        // A blob of no Dataset is in no manifest that the peer could be waiting for.
        return failure.reason() == Reason.BUSY
                || (failure.reason() == Reason.UNKNOWN_REVISION
                        && !run.current().ref.revision().isOnDemand());
    }

    private @Nullable FillFailure askOnce(FetchPlan.Peer peer, Mode mode, boolean elsewhere) {
        run.rewind(mode == Mode.ORIGIN || mode == Mode.ORIGIN_WARM);
        return begin(peer, request(mode), run.current().ref.revision(), elsewhere, run)
                .join();
    }

    /** For what is missing now. */
    private PeerReads.Run request(Mode mode) {
        ChunkRef first = run.current().ref;
        return new PeerReads.Run(
                first.revision().id(),
                first.ordinal(),
                first.chunk(),
                run.missing(),
                mode,
                hops + 1,
                plan.epoch(),
                !run.isUrgent(),
                first.revision().isOnDemand()
                        ? new BlobVersion(
                                first.revision().blob(first.entry()),
                                first.entry().size(),
                                first.entry().etag())
                        : null);
    }

    private CompletableFuture<@Nullable FillFailure> begin(
            FetchPlan.Peer peer, PeerReads.Run request, DatasetRevision revision, boolean elsewhere, RunSink into) {
        long begun = means.health.now();
        return means.peers
                .read(
                        peer,
                        request,
                        into,
                        means.meter.peerBytes(revision),
                        means.speeds.begin(peer, request.warmUp(), elsewhere))
                .thenApply(failure -> {
                    judge(peer, failure, begun);
                    return failure;
                });
    }

    private void judge(FetchPlan.Peer peer, @Nullable FillFailure failure, long begun) {
        if (failure != null && (failure.reason() == Reason.PEER_UNREACHABLE || failure.reason() == Reason.CORRUPT)) {
            means.health.unreachable(peer, begun);
        } else if (failure == null || failure.reason() != Reason.CANCELLED) {
            // One that was called off may not have said a word.
            means.health.reached(peer);
        }
    }

    /**
     * The origin, by way of its readers: one after the other, each only if the one before cannot be reached or refuses. When
     * all do, they are asked again for a while, as a parent that is busy is.
     */
    private @Nullable FillFailure askReaders() throws InterruptedException {
        long until = System.nanoTime() + ASK_AGAIN.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            FillFailure failure = null;
            boolean refused = false;
            if (plan.reads()) {
                failure = readOrigin();
                if (failure == null || !isOfReader(failure)) {
                    return failure;
                }
                refused = failure.reason() == Reason.BUSY;
            }
            for (FetchPlan.Peer reader : plan.readers()) {
                if (!run.wanted()) {
                    return null;
                }
                failure = means.health.allows(reader)
                        ? askOnce(reader, run.isUrgent() ? Mode.ORIGIN : Mode.ORIGIN_WARM, false)
                        : unreachable(reader);
                if (failure == null || !isOfReader(failure)) {
                    return failure;
                }
                refused |= failure.reason() == Reason.BUSY || failure.reason() == Reason.UNKNOWN_REVISION;
            }
            if (failure == null) {
                return new FillFailure(Reason.ORIGIN_UNREACHABLE, "the map has no node that reads the origin");
            }
            if (!refused || System.nanoTime() - until > 0) {
                return failure;
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }

    /** The reader is in trouble or refuses; another one may do better. */
    private static boolean isOfReader(FillFailure failure) {
        return switch (failure.reason()) {
            case PEER_UNREACHABLE,
                    BUSY,
                    CLOSING,
                    UNKNOWN_REVISION,
                    CORRUPT,
                    CANCELLED,
                    NOT_HELD,
                    NO_SPACE,
                    OVER_QUOTA,
                    PEER_SLOW,
                    TOO_MANY_HOPS -> true;
            case ORIGIN_UNREACHABLE, ORIGIN_DENIED, ORIGIN_NOT_FOUND, ORIGIN_THROTTLED, SOURCE_CHANGED -> false;
        };
    }

    private @Nullable FillFailure readOrigin() throws InterruptedException {
        ChunkRef first = run.current().ref;
        Origin origin;
        try {
            origin = means.origins.open(first.revision().dataset().account());
        } catch (IllegalArgumentException unusable) {
            return new FillFailure(Reason.ORIGIN_DENIED, String.valueOf(unusable.getMessage()));
        }
        means.originReads.acquire(run::isUrgent);
        try {
            if (!run.wanted()) {
                return null;
            }
            RunWriter.OriginTurn turn = run.originTurn(means.meter.origin(first.revision()));
            origin.read(
                    new OriginRange(
                            first.revision().blob(first.entry()), first.entry().etag(), turn.offset(), turn.length()),
                    turn);
            return turn.end.join();
        } finally {
            means.originReads.release();
        }
    }
}
