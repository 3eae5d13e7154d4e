package dev.larder.cache.origin;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One read of a {@link SteadyOrigin}: its attempts, one after the other, each going on where the last one broke. */
final class SteadyRead implements Origin.Cancellation, OriginPace.Turn {

    /** Attempts in a row that bring no byte before a read fails. */
    private static final int ATTEMPTS = 6;

    /**
     * How long a read that the origin throttles goes without a byte before it fails. Less than the time after which a
     * peer gives up a source that is alive and sends nothing.
     */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Means means;
    private final OriginRange range;
    private final OriginSink sink;
    private final GrantedBytes granted;
    private final PacedRequest request;
    private int attempts;
    private @Nullable Attempt attempt;
    private volatile boolean ended;
    private @Nullable ScheduledFuture<?> watch;
    /** Waits for its turn. */
    private boolean queued;
    /** Since when nothing but throttling keeps bytes from coming. */
    private long starved = System.nanoTime();

    /** What reads of one origin share. */
    record Means(
            Origin raw,
            SteadyOrigin.Patience patience,
            OriginPace pace,
            AccountBudget budget,
            ScheduledExecutorService timer,
            Executor executor,
            RetryBudget retries,
            AnswerTimes answers) {}

    SteadyRead(Means means, OriginRange range, OriginSink sink) {
        this.means = means;
        this.range = range;
        this.sink = sink;
        this.granted = new GrantedBytes(means.budget, sink);
        this.request = new PacedRequest(means.pace);
    }

    void begin() {
        if (!means.budget.reads(sink.warmUpOf())) {
            finish(noShare());
            return;
        }
        synchronized (this) {
            long period = means.patience.period().toMillis();
            watch = means.timer.scheduleWithFixedDelay(
                    () -> means.executor.execute(this::look), period, period, TimeUnit.MILLISECONDS);
        }
        queue(false);
    }

    private void queue(boolean first) {
        synchronized (this) {
            queued = true;
        }
        means.pace.enter(this, first);
    }

    @Override
    public boolean wanted() {
        return !ended;
    }

    @Override
    public @Nullable String warmUpOf() {
        return sink.warmUpOf();
    }

    private FillFailure noShare() {
        return new FillFailure(
                Reason.BUSY,
                "this node has no share of the limits of " + range.blob().account() + " now");
    }

    @Override
    public void closing() {
        finish(new FillFailure(Reason.CLOSING, "node is closing"));
    }

    @Override
    public void go() {
        @Nullable Attempt next;
        OriginRange rest;
        synchronized (this) {
            queued = false;
            request.went();
            attempts++;
            next = ended ? null : new Attempt();
            attempt = next;
            rest = range.from(granted.taken());
        }
        if (next == null) {
            request.over();
            return;
        }
        means.retries.requested();
        sink.requested();
        next.started(means.raw.read(rest, next));
    }

    private void look() {
        Attempt current;
        boolean late;
        synchronized (this) {
            current = attempt;
            late = queued && System.nanoTime() - starved > LONGEST_WAIT.toNanos();
        }
        if (!sink.wanted()) {
            cancel();
        } else if (!means.budget.reads(sink.warmUpOf())) {
            finish(noShare());
            if (current != null) {
                current.abort();
            }
        } else if (late) {
            finish(late());
        } else if (current != null && current.hangs()) {
            current.abort();
            broke(
                    current,
                    OriginSink.Interruption.HUNG,
                    new FillFailure(Reason.ORIGIN_UNREACHABLE, "no bytes of " + range.blob() + " came any more"));
        }
    }

    private FillFailure late() {
        return means.pace.isThrottled()
                ? new FillFailure(
                        Reason.ORIGIN_THROTTLED,
                        "origin takes no more requests now; waited " + LONGEST_WAIT + " for " + range.blob())
                : new FillFailure(
                        Reason.BUSY,
                        "others use up this node's share of the limits of "
                                + range.blob().account() + "; waited " + LONGEST_WAIT + " for " + range.blob());
    }

    private void broke(Attempt which, OriginSink.Interruption how, FillFailure failure) {
        synchronized (this) {
            if (ended || attempt != which) {
                return;
            }
            attempt = null;
            starved = System.nanoTime();
        }
        request.over();
        boolean again = switch (failure.reason()) {
            case ORIGIN_UNREACHABLE, ORIGIN_THROTTLED -> attempts < ATTEMPTS && means.retries.mayRetry();
            case ORIGIN_DENIED,
                    ORIGIN_NOT_FOUND,
                    SOURCE_CHANGED,
                    NOT_HELD,
                    BUSY,
                    TOO_MANY_HOPS,
                    CORRUPT,
                    CANCELLED,
                    NO_SPACE,
                    OVER_QUOTA,
                    PEER_UNREACHABLE,
                    UNKNOWN_REVISION,
                    PEER_SLOW,
                    CLOSING -> false;
        };
        if (!again) {
            finish(failure);
            return;
        }
        sink.interrupted(how);
        long cap = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(10, attempts));
        long pause = ThreadLocalRandom.current().nextLong(cap / 2, cap + 1);
        try {
            means.timer.schedule(() -> means.executor.execute(() -> queue(true)), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            finish(new FillFailure(Reason.CLOSING, "node is closing"));
        }
    }

    private void refused(Attempt which, Duration retryAfter) {
        means.pace.refused(which.sent, retryAfter);
        synchronized (this) {
            if (ended || attempt != which) {
                return;
            }
            attempt = null;
            attempts--;
        }
        request.over();
        sink.interrupted(OriginSink.Interruption.REFUSED);
        queue(true);
    }

    private void finish(@Nullable FillFailure failure) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            attempt = null;
            if (watch != null) {
                watch.cancel(false);
            }
        }
        request.over();
        sink.end(failure);
    }

    @Override
    public void cancel() {
        Attempt current;
        synchronized (this) {
            current = attempt;
        }
        finish(new FillFailure(Reason.CANCELLED, "read of " + range.blob() + " was cancelled"));
        if (current != null) {
            current.abort();
        }
    }

    /** One request. What it says after it was aborted is ignored. */
    private final class Attempt implements OriginSink {

        private Origin.@Nullable Cancellation handle;
        private boolean aborted;
        /** When the request was written; 0: not yet, or its answer has begun. */
        private long onItsWay;

        private final HangDetector hang = new HangDetector(means.patience);
        private final long sent = System.nanoTime();
        private @Nullable Duration retryAfter;

        void started(Origin.Cancellation cancellation) {
            boolean late;
            synchronized (SteadyRead.this) {
                handle = cancellation;
                late = aborted;
            }
            if (late) {
                cancellation.cancel();
            }
        }

        boolean hangs() {
            synchronized (SteadyRead.this) {
                boolean hangs = hang.look(sink.warmUpOf() == null);
                if (hangs && onItsWay != 0) {
                    means.answers.missed();
                }
                return hangs;
            }
        }

        void abort() {
            Origin.@Nullable Cancellation cancellation;
            synchronized (SteadyRead.this) {
                aborted = true;
                cancellation = handle;
            }
            if (cancellation != null) {
                cancellation.cancel();
            }
        }

        @Override
        public @Nullable ByteBuf place() {
            synchronized (SteadyRead.this) {
                return aborted || ended || attempt != this ? null : sink.place();
            }
        }

        @Override
        public boolean accept(ByteBuffer bytes, Runnable resume) {
            // The lock is held while the sink takes the bytes, so that a new attempt cannot overtake an aborted one
            // that is in the middle of giving some. Resuming on another thread keeps such locks from nesting.
            synchronized (SteadyRead.this) {
                if (aborted || ended || attempt != this) {
                    bytes.position(bytes.limit());
                    return true;
                }
                hang.heard();
                request.answered();
                if (onItsWay != 0) {
                    means.answers.took(System.nanoTime() - onItsWay);
                    onItsWay = 0;
                }
                hang.pause();
                attempts = 1;
                starved = System.nanoTime();
                Runnable later = () -> means.executor.execute(() -> {
                    synchronized (SteadyRead.this) {
                        hang.resume();
                    }
                    resume.run();
                });
                boolean all = granted.take(bytes, later);
                if (all) {
                    hang.resume();
                }
                return all;
            }
        }

        @Override
        public boolean wanted() {
            return sink.wanted();
        }

        @Override
        public void sent() {
            synchronized (SteadyRead.this) {
                hang.sent(means.answers.limit());
                onItsWay = System.nanoTime();
            }
        }

        @Override
        public void throttled(Duration after) {
            synchronized (SteadyRead.this) {
                retryAfter = after;
            }
        }

        @Override
        public void end(@Nullable FillFailure failure) {
            boolean whole;
            Duration after;
            synchronized (SteadyRead.this) {
                if (aborted || attempt != this) {
                    return;
                }
                whole = granted.taken() == range.length();
                after = retryAfter;
            }
            if (whole) {
                finish(null);
            } else if (after != null) {
                refused(this, after);
            } else {
                broke(this, OriginSink.Interruption.BROKEN, failure != null ? failure : early());
            }
        }

        private FillFailure early() {
            return new FillFailure(Reason.ORIGIN_UNREACHABLE, "answer for " + range.blob() + " ended early");
        }
    }
}
