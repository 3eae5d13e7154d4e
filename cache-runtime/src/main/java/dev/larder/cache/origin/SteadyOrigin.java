package dev.larder.cache.origin;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An origin whose reads survive what origins do: throttling, broken connections, and connections that hang without an
 * error. A read goes on at the byte where it broke, always with the same ETag. Retries are bounded per read and by a
 * budget over all reads. A request that is refused because the origin is asked too often does not count against either:
 * it goes again as soon as the pace allows, for as long as the read may wait.
 */
public final class SteadyOrigin implements Origin {

    /** Attempts in a row that bring no byte before a read fails. */
    private static final int ATTEMPTS = 6;

    /**
     * How long a read that the origin throttles goes without a byte before it fails. Less than the time after which a
     * peer gives up a source that is alive and sends nothing.
     */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Origin raw;
    private final Patience patience;
    private final OriginPace pace;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final RetryBudget budget = new RetryBudget();

    /**
     * How long no bytes, while they were asked for, mean a slow origin rather than a dead connection. To give up too soon
     * costs what was on its way, and with it "once".
     *
     * @param first until the first byte: the origin may be busy
     * @param next between two bytes: what has begun to send rarely pauses
     */
    public record Patience(Duration first, Duration next) {}

    /**
     * @param pace of all requests to this storage account
     * @param executor where reads go on after a pause; never a thread of the caller's, which may hold locks
     */
    SteadyOrigin(Origin raw, Patience patience, OriginPace pace, ScheduledExecutorService timer, Executor executor) {
        this.raw = raw;
        this.patience = patience;
        this.pace = pace;
        this.timer = timer;
        this.executor = executor;
    }

    @Override
    public Cancellation read(OriginRange range, OriginSink sink) {
        Read read = new Read(range, sink);
        read.begin();
        return read;
    }

    @Override
    public void close() {
        raw.close();
    }

    private final class Read implements Cancellation, OriginPace.Turn {

        private final OriginRange range;
        private final OriginSink sink;
        private long taken;
        private int attempts;
        private @Nullable Attempt attempt;
        private volatile boolean ended;
        private @Nullable ScheduledFuture<?> watch;
        /** Waits for its turn. */
        private boolean queued;
        /** Since when nothing but throttling keeps bytes from coming. */
        private long starved = System.nanoTime();

        Read(OriginRange range, OriginSink sink) {
            this.range = range;
            this.sink = sink;
        }

        void begin() {
            synchronized (this) {
                long period = Math.max(1, patience.next().toMillis() / 4);
                watch = timer.scheduleWithFixedDelay(
                        () -> executor.execute(this::look), period, period, TimeUnit.MILLISECONDS);
            }
            queue(false);
        }

        private void queue(boolean first) {
            synchronized (this) {
                queued = true;
            }
            pace.enter(this, first);
        }

        @Override
        public boolean wanted() {
            return !ended;
        }

        @Override
        public void closing() {
            finish(new FillFailure(Reason.CLOSING, "node is closing"));
        }

        @Override
        public void go() {
            Attempt next;
            OriginRange rest;
            synchronized (this) {
                queued = false;
                if (ended) {
                    return;
                }
                attempts++;
                next = new Attempt();
                attempt = next;
                rest = range.from(taken);
            }
            budget.requested();
            sink.requested();
            next.started(raw.read(rest, next));
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
            } else if (late) {
                finish(new FillFailure(
                        Reason.ORIGIN_THROTTLED,
                        "origin takes no more requests now; waited " + LONGEST_WAIT + " for " + range.blob()));
            } else if (current != null && current.hangs()) {
                current.abort();
                broke(
                        current,
                        new FillFailure(Reason.ORIGIN_UNREACHABLE, "no bytes of " + range.blob() + " for " + patience));
            }
        }

        private void broke(Attempt which, FillFailure failure) {
            synchronized (this) {
                if (ended || attempt != which) {
                    return;
                }
                attempt = null;
                starved = System.nanoTime();
            }
            boolean again = switch (failure.reason()) {
                case ORIGIN_UNREACHABLE, ORIGIN_THROTTLED -> attempts < ATTEMPTS && budget.mayRetry();
                case ORIGIN_DENIED,
                        ORIGIN_NOT_FOUND,
                        SOURCE_CHANGED,
                        NOT_HELD,
                        BUSY,
                        TOO_MANY_HOPS,
                        CORRUPT,
                        CANCELLED,
                        NO_SPACE,
                        PEER_UNREACHABLE,
                        UNKNOWN_REVISION,
                        CLOSING -> false;
            };
            if (!again) {
                finish(failure);
                return;
            }
            long cap = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(10, attempts));
            long pause = ThreadLocalRandom.current().nextLong(cap / 2, cap + 1);
            try {
                timer.schedule(() -> executor.execute(() -> queue(true)), pause, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.RejectedExecutionException closing) {
                finish(new FillFailure(Reason.CLOSING, "node is closing"));
            }
        }

        private void refused(Attempt which, Duration retryAfter) {
            pace.refused(which.sent, retryAfter);
            synchronized (this) {
                if (ended || attempt != which) {
                    return;
                }
                attempt = null;
                attempts--;
            }
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

            private @Nullable Cancellation handle;
            private boolean aborted;
            /** Bytes wait for the sink, so it is not the origin that is slow. */
            private boolean paused;

            private boolean began;
            private final long sent = System.nanoTime();
            private long heard = sent;
            private @Nullable Duration retryAfter;

            void started(Cancellation cancellation) {
                boolean late;
                synchronized (Read.this) {
                    handle = cancellation;
                    late = aborted;
                }
                if (late) {
                    cancellation.cancel();
                }
            }

            boolean hangs() {
                synchronized (Read.this) {
                    Duration limit = began ? patience.next() : patience.first();
                    return !paused && System.nanoTime() - heard > limit.toNanos();
                }
            }

            void abort() {
                Cancellation cancellation;
                synchronized (Read.this) {
                    aborted = true;
                    cancellation = handle;
                }
                if (cancellation != null) {
                    cancellation.cancel();
                }
            }

            @Override
            public boolean accept(ByteBuffer bytes, Runnable resume) {
                // The lock is held while the sink takes the bytes, so that a new attempt cannot overtake an aborted one
                // that is in the middle of giving some. Resuming on another thread keeps such locks from nesting.
                synchronized (Read.this) {
                    if (aborted || ended || attempt != this) {
                        bytes.position(bytes.limit());
                        return true;
                    }
                    heard = System.nanoTime();
                    began = true;
                    int before = bytes.remaining();
                    paused = true;
                    boolean all = sink.accept(
                            bytes,
                            () -> executor.execute(() -> {
                                synchronized (Read.this) {
                                    heard = System.nanoTime();
                                    paused = false;
                                }
                                resume.run();
                            }));
                    if (all) {
                        paused = false;
                    }
                    taken += before - bytes.remaining();
                    attempts = 1;
                    starved = heard;
                    return all;
                }
            }

            @Override
            public boolean wanted() {
                return sink.wanted();
            }

            @Override
            public void throttled(Duration after) {
                synchronized (Read.this) {
                    retryAfter = after;
                }
            }

            @Override
            public void end(@Nullable FillFailure failure) {
                boolean whole;
                Duration after;
                synchronized (Read.this) {
                    if (aborted || attempt != this) {
                        return;
                    }
                    whole = taken == range.length();
                    after = retryAfter;
                }
                if (whole) {
                    finish(null);
                } else if (after != null) {
                    refused(this, after);
                } else {
                    broke(this, failure != null ? failure : early());
                }
            }

            private FillFailure early() {
                return new FillFailure(Reason.ORIGIN_UNREACHABLE, "answer for " + range.blob() + " ended early");
            }
        }
    }
}
