package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.blob.BlobRef;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads that go on where an origin broke them. */
class SteadyOriginTest {

    private static final OriginRange RANGE = new OriginRange(BlobRef.parse("acc/cont/blob"), "e", 100, 1_000);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<OriginRange> asked = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    /** What the origin does with the n-th request; null: sends all. */
    private interface Behaviour {
        boolean serve(int request, OriginRange range, OriginSink sink);
    }

    private Result read(Behaviour behaviour) throws Exception {
        return read(behaviour, new Result());
    }

    private Result read(Behaviour behaviour, Result result) throws Exception {
        Origin raw = new Origin() {
            @Override
            public Cancellation read(OriginRange range, OriginSink sink) {
                int number;
                synchronized (asked) {
                    asked.add(range);
                    number = asked.size();
                }
                if (behaviour.serve(number, range, sink)) {
                    give(sink, range.offset(), (int) range.length());
                    sink.end(null);
                }
                return () -> {};
            }

            @Override
            public void close() {}
        };
        var patience =
                new SteadyOrigin.Patience(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(30));
        AccountBudget budget = Budgets.unlimited(timer);
        OriginPace pace = new OriginPace(budget, timer, Runnable::run);
        try (SteadyOrigin origin = new SteadyOrigin(raw, patience, pace, budget, timer, Runnable::run)) {
            origin.read(RANGE, result);
            result.end.get(20, TimeUnit.SECONDS);
        }
        return result;
    }

    private static void give(OriginSink sink, long offset, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (offset + i));
        }
        sink.accept(bytes.flip(), () -> {});
    }

    private static final class Result implements OriginSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CompletableFuture<Boolean> end = new CompletableFuture<>();

        @Nullable
        FillFailure failure;

        @Override
        public boolean accept(ByteBuffer part, Runnable resume) {
            while (part.hasRemaining()) {
                bytes.write(part.get());
            }
            return true;
        }

        final List<Interruption> interruptions = new ArrayList<>();

        @Override
        public void interrupted(Interruption how) {
            interruptions.add(how);
        }

        @Nullable
        String dataset;

        @Override
        public @Nullable String warmUpOf() {
            return dataset;
        }

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void end(@Nullable FillFailure why) {
            failure = why;
            end.complete(true);
        }

        void assertWhole() {
            assertThat(failure).isNull();
            byte[] all = bytes.toByteArray();
            assertThat(all).hasSize(1_000);
            for (int i = 0; i < all.length; i++) {
                assertThat(all[i]).isEqualTo((byte) (100 + i));
            }
        }
    }

    @Test
    void goesOnAtTheByteWhereTheConnectionBroke() throws Exception {
        Result result = read((request, range, sink) -> {
            if (request < 3) {
                give(sink, range.offset(), 300);
                sink.end(new FillFailure(Reason.ORIGIN_UNREACHABLE, "reset"));
                return false;
            }
            return true;
        });

        result.assertWhole();
        assertThat(asked).extracting(OriginRange::offset).containsExactly(100L, 400L, 700L);
    }

    @Test
    void opensAgainWhereAConnectionHangs() throws Exception {
        Result result = read((request, range, sink) -> {
            if (request == 1) {
                give(sink, range.offset(), 10);
                return false;
            }
            return true;
        });

        result.assertWhole();
        assertThat(asked).extracting(OriginRange::offset).containsExactly(100L, 110L);
        assertThat(result.interruptions).containsExactly(OriginSink.Interruption.HUNG);
    }

    @Test
    void aPauseThatKeepsNobodyWaitingIsNoReasonToAskAgain() throws Exception {
        Result warmUp = new Result();
        warmUp.dataset = "d";

        read(
                (request, range, sink) -> {
                    give(sink, range.offset(), 10);
                    timer.schedule(
                            () -> {
                                give(sink, range.offset() + 10, (int) range.length() - 10);
                                sink.end(null);
                            },
                            600,
                            TimeUnit.MILLISECONDS);
                    return false;
                },
                warmUp);

        warmUp.assertWhole();
        assertThat(asked).hasSize(1);
    }

    @Test
    void answerThatEndsEarlyIsNotTheEnd() throws Exception {
        Result result = read((request, range, sink) -> {
            if (request == 1) {
                give(sink, range.offset(), 999);
                sink.end(null);
                return false;
            }
            return true;
        });

        result.assertWhole();
    }

    @Test
    void finalAnswerIsNotAskedForAgain() throws Exception {
        Result result = read((request, range, sink) -> {
            sink.end(new FillFailure(Reason.SOURCE_CHANGED, "412"));
            return false;
        });

        assertThat(asked).hasSize(1);
        FillFailure failure = result.failure;
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(Reason.SOURCE_CHANGED);
    }

    @Test
    void originThatStaysAwayIsGivenUp() throws Exception {
        Result result = read((request, range, sink) -> {
            sink.end(new FillFailure(Reason.ORIGIN_UNREACHABLE, "refused"));
            return false;
        });

        assertThat(asked).hasSizeBetween(2, 6);
        FillFailure failure = result.failure;
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(Reason.ORIGIN_UNREACHABLE);
    }

    @Test
    void refusalsForBeingAskedTooOftenAreNotCountedAsAttempts() throws Exception {
        Result result = read((request, range, sink) -> {
            if (request <= 8) {
                sink.throttled(Duration.ofMillis(1));
                sink.end(new FillFailure(Reason.ORIGIN_THROTTLED, "503"));
                return false;
            }
            return true;
        });

        result.assertWhole();
        assertThat(asked).hasSize(9);
    }

    @Test
    void originIsLeftAloneForAsLongAsItAsks() throws Exception {
        long began = System.nanoTime();
        Result result = read((request, range, sink) -> {
            if (request == 1) {
                sink.throttled(Duration.ofMillis(2_500));
                sink.end(new FillFailure(Reason.ORIGIN_THROTTLED, "503"));
                return false;
            }
            return true;
        });

        result.assertWhole();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(2_500));
    }
}
