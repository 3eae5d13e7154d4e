package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.Hedging.Outcome;
import dev.larder.cache.fetch.PeerReads.Mode;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two sources of one run, whose bytes and endings the test gives. The clock is the test's, and late is at once. */
class HedgedReadTest {

    private static final Peer FIRST = new Peer("first", "127.0.0.1", 1);
    private static final Peer SECOND = new Peer("second", "127.0.0.1", 2);
    private static final FillFailure NOTHING = new FillFailure(Reason.NOT_HELD, "not here");
    private static final FillFailure GONE = new FillFailure(Reason.PEER_UNREACHABLE, "gone");

    private final AtomicLong clock = new AtomicLong();
    private final Hedging hedging = new Hedging();
    private final Written written = new Written();
    private final List<String> asked = new ArrayList<>();
    private final Map<Peer, RunSink> sinks = new HashMap<>();
    private final Map<Peer, CompletableFuture<@Nullable FillFailure>> ends = new HashMap<>();
    private final Map<Peer, Runnable> scripts = new HashMap<>();

    @Test
    void aSourceInTimeIsTheOnlyOneAsked() throws Exception {
        scripts.put(FIRST, () -> {
            send(FIRST, "abc");
            end(FIRST, null);
        });
        assertThat(read()).isNull();
        assertThat(asked).containsExactly("first FILL");
        assertThat(written.text).hasToString("abc");
        assertThat(hedges()).isEmpty();
    }

    @Test
    void aFailureIsNoReasonToAskTwice() throws Exception {
        scripts.put(FIRST, () -> end(FIRST, GONE));
        assertThat(read()).isEqualTo(GONE);
        assertThat(asked).containsExactly("first FILL");
    }

    @Test
    void theSecondThatIsFirstFillsTheRunAndTheOtherIsCalledOff() throws Exception {
        scripts.put(SECOND, () -> {
            send(SECOND, "abc");
            assertThat(sink(FIRST).wanted()).isFalse();
            assertThat(sink(FIRST).whole()).isFalse();
            assertThat(send(FIRST, "xyz")).as("bytes that come too late").isFalse();
            end(SECOND, null);
        });
        assertThat(read()).isNull();
        assertThat(asked).containsExactly("first FILL", "second HELD");
        assertThat(written.text).hasToString("abc");
        assertThat(hedges()).containsExactly(Map.entry(Outcome.WON, 1L));
    }

    @Test
    void theFirstThatIsFirstAfterAllGoesOn() throws Exception {
        scripts.put(SECOND, () -> {
            send(FIRST, "abc");
            assertThat(sink(SECOND).wanted()).isFalse();
            assertThat(send(SECOND, "xyz")).isFalse();
            end(FIRST, null);
        });
        assertThat(read()).isNull();
        assertThat(written.text).hasToString("abc");
        assertThat(hedges()).containsExactly(Map.entry(Outcome.LOST, 1L));
    }

    @Test
    void aSecondThatHasNothingChangesNothing() throws Exception {
        scripts.put(SECOND, () -> {
            end(SECOND, NOTHING);
            send(FIRST, "abc");
            end(FIRST, null);
        });
        assertThat(read()).isNull();
        assertThat(written.text).hasToString("abc");
        assertThat(hedges()).containsExactly(Map.entry(Outcome.FUTILE, 1L));
    }

    @Test
    void whenBothFailTheFirstsReasonCounts() throws Exception {
        scripts.put(SECOND, () -> {
            end(SECOND, NOTHING);
            end(FIRST, GONE);
        });
        assertThat(read()).isEqualTo(GONE);
    }

    @Test
    void withoutBudgetNobodyElseIsAsked() throws Exception {
        assertThat(hedging.mayAsk()).isTrue();
        Thread.ofVirtual().start(() -> {
            while (hedging.outcomes(Outcome.OVER_BUDGET) == 0) {
                Thread.onSpinWait();
            }
            send(FIRST, "abc");
            end(FIRST, null);
        });
        assertThat(read()).isNull();
        assertThat(asked).containsExactly("first FILL");
        assertThat(hedges()).containsExactly(Map.entry(Outcome.OVER_BUDGET, 1L));
    }

    @Test
    void lateIsMeasuredByReadsThatCameAndNotByThoseThatFailed() throws Exception {
        long unknown = hedging.begin();
        long usual = TimeUnit.MILLISECONDS.toNanos(40);
        for (int i = 0; i < 31; i++) {
            hedging.took(usual);
        }
        scripts.put(FIRST, () -> end(FIRST, GONE));
        read();
        assertThat(hedging.begin()).isEqualTo(unknown);
        scripts.put(FIRST, () -> {
            clock.addAndGet(usual);
            send(FIRST, "abc");
            end(FIRST, null);
        });
        read();
        assertThat(hedging.begin()).isEqualTo(usual);
    }

    @Test
    void aReadThatTwoWereAskedForTellsWhatIsLateToo() throws Exception {
        long usual = TimeUnit.MILLISECONDS.toNanos(40);
        for (int i = 0; i < 31; i++) {
            hedging.took(usual);
        }
        scripts.put(SECOND, () -> {
            clock.addAndGet(usual);
            send(SECOND, "abc");
            end(SECOND, null);
        });
        read();
        assertThat(hedging.begin()).isEqualTo(usual);
    }

    @Test
    void nobodyWantsTheRunMeansNoneOfItsSources() throws Exception {
        scripts.put(FIRST, () -> {
            assertThat(sink(FIRST).wanted()).isTrue();
            written.wanted = false;
            assertThat(sink(FIRST).wanted()).isFalse();
            end(FIRST, null);
        });
        read();
    }

    @Test
    void whoHasLostStaysAtTheRunsFirstChunk() throws Exception {
        scripts.put(SECOND, () -> {
            send(SECOND, "abc");
            assertThat(sink(SECOND).chunk()).isEqualTo(new ChunkId(1, 3));
            assertThat(sink(SECOND).chunkLength()).isEqualTo(4);
            assertThat(sink(FIRST).chunk()).isEqualTo(new ChunkId(1, 2));
            assertThat(sink(FIRST).chunkLength()).isEqualTo(3);
            end(SECOND, null);
        });
        read();
    }

    private @Nullable FillFailure read() throws InterruptedException {
        ends.put(FIRST, new CompletableFuture<>());
        ends.put(SECOND, new CompletableFuture<>());
        HedgedRead read = new HedgedRead(hedging, clock::get, (peer, mode, into) -> {
            asked.add(peer.node() + " " + mode);
            sinks.put(peer, into);
            Runnable script = scripts.get(peer);
            if (script != null) {
                script.run();
            }
            return ending(peer);
        });
        return read.read(FIRST, Mode.FILL, SECOND, written);
    }

    private Map<Outcome, Long> hedges() {
        Map<Outcome, Long> counted = new HashMap<>();
        for (Outcome outcome : Outcome.values()) {
            if (hedging.outcomes(outcome) > 0) {
                counted.put(outcome, hedging.outcomes(outcome));
            }
        }
        return counted;
    }

    private RunSink sink(Peer peer) {
        return Objects.requireNonNull(sinks.get(peer));
    }

    private CompletableFuture<@Nullable FillFailure> ending(Peer peer) {
        return Objects.requireNonNull(ends.get(peer));
    }

    /** As a reader of frames does it. */
    private boolean send(Peer peer, String bytes) {
        RunSink into = sink(peer);
        if (!into.ready(() -> {})) {
            return false;
        }
        into.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    private void end(Peer peer, @Nullable FillFailure failure) {
        ending(peer).complete(failure);
    }

    /** Its second chunk begins when the first is written. */
    private static final class Written implements RunSink {

        boolean wanted = true;

        private final StringBuilder text = new StringBuilder();

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public boolean whole() {
            return text.length() == 3;
        }

        @Override
        public boolean ready(Runnable resume) {
            return true;
        }

        @Override
        public ChunkId chunk() {
            return new ChunkId(1, whole() ? 3 : 2);
        }

        @Override
        public int chunkLength() {
            return whole() ? 4 : 3;
        }

        @Override
        public @Nullable ByteBuf place(int most) {
            return null;
        }

        @Override
        public void write(ByteBuffer bytes) {
            text.append(StandardCharsets.US_ASCII.decode(bytes));
        }

        @Override
        public boolean verify(ChunkId chunk, int crc32c, int from, int to) {
            return true;
        }
    }
}
