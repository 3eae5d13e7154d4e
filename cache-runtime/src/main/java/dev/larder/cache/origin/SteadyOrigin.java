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
 * budget over all reads.
 */
public final class SteadyOrigin implements Origin {

    /** Attempts in a row that bring no byte before a read fails. */
    private static final int ATTEMPTS = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Origin raw;
    private final Patience patience;
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
     * @param executor where reads go on after a pause; never a thread of the caller's, which may hold locks
     */
    public SteadyOrigin(Origin raw, Patience patience, ScheduledExecutorService timer, Executor executor) {
        this.raw = raw;
        this.patience = patience;
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

    private final class Read implements Cancellation {

        private final OriginRange range;
        private final OriginSink sink;
        private long taken;
        private int attempts;
        private @Nullable Attempt attempt;
        private boolean ended;
        private @Nullable ScheduledFuture<?> watch;

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
            open();
        }

        private void open() {
            Attempt next;
            OriginRange rest;
            synchronized (this) {
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
            synchronized (this) {
                current = attempt;
            }
            if (current == null) {
                return;
            }
            if (!sink.wanted()) {
                cancel();
            } else if (current.hangs()) {
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
                timer.schedule(() -> executor.execute(this::open), pause, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.RejectedExecutionException closing) {
                finish(new FillFailure(Reason.CLOSING, "node is closing"));
            }
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
            private long heard = System.nanoTime();

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
                    return all;
                }
            }

            @Override
            public boolean wanted() {
                return sink.wanted();
            }

            @Override
            public void end(@Nullable FillFailure failure) {
                boolean whole;
                synchronized (Read.this) {
                    if (aborted || attempt != this) {
                        return;
                    }
                    whole = taken == range.length();
                }
                if (whole) {
                    finish(null);
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
