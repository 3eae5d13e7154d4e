package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.FetchPlan.Step;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.report.Counters;
import dev.larder.model.broadcast.Slowness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which sources of a plan are asked, and how often. */
class RunFetchTest {

    private static final Peer PARENT = new Peer("parent", "127.0.0.1", 1);
    private static final Peer FARTHER = new Peer("farther", "127.0.0.1", 2);

    private final List<String> asked = new ArrayList<>();
    /** Of the parent, one after the other; then it brings all, as the one farther away does. */
    private final Deque<Reason> failures = new ArrayDeque<>();

    private @Nullable FillFailure fetch(boolean urgent) throws Exception {
        PeerReads peers = (peer, run, sink, received, pace) -> {
            asked.add(peer.node());
            Reason why = peer.equals(PARENT) ? failures.poll() : null;
            return CompletableFuture.completedFuture(why == null ? null : new FillFailure(why, "as the test wants"));
        };
        ChunkRef chunk = TestBlob.chunks(1_000, 1 << 20).getFirst();
        ChunkFill fill =
                new ChunkFill(chunk, chunk.id(), new FillMemory(8 << 20), FillMemory.Rank.WARM_UP, true, new TestEnd());
        if (urgent) {
            fill.markUrgent();
        }
        FetchPlan plan = new FetchPlan(
                1, true, List.of(new Step(PARENT, false), new Step(FARTHER, false)), false, false, List.of());
        RunFetch.Means means = new RunFetch.Means(
                peers,
                new PeerHealth(System::nanoTime),
                new SourceSpeeds(new Slowness(2, 5), System::nanoTime),
                new Hedging(),
                account -> {
                    throw new AssertionError("the origin was asked");
                },
                new OriginSlots(1),
                new Counters());
        try {
            return new RunFetch(means, plan, new RunWriter(List.of(fill), arrived -> {}), 0).fetch();
        } finally {
            fill.fail(new FillFailure(Reason.CANCELLED, "test"));
        }
    }

    /** The next one may be in another zone, and what it sends crosses zones once more than need be. */
    @Test
    void aParentThatDidNotAnswerOnceIsAskedAgainIfNobodyWaits() throws Exception {
        failures.add(Reason.PEER_UNREACHABLE);

        assertThat(fetch(false)).isNull();
        assertThat(asked).containsExactly("parent", "parent");
    }

    @Test
    void whoWaitsIsNotKeptWaitingForIt() throws Exception {
        failures.add(Reason.PEER_UNREACHABLE);

        assertThat(fetch(true)).isNull();
        assertThat(asked).containsExactly("parent", "farther");
    }

    @Test
    void aParentThatDoesNotAnswerTwiceIsPassedOver() throws Exception {
        failures.addAll(List.of(Reason.PEER_UNREACHABLE, Reason.PEER_UNREACHABLE));

        assertThat(fetch(false)).isNull();
        assertThat(asked).containsExactly("parent", "parent", "farther");
    }

    @Test
    void aParentThatIsBusyIsAskedAgain() throws Exception {
        failures.addAll(List.of(Reason.BUSY, Reason.BUSY));

        assertThat(fetch(false)).isNull();
        assertThat(asked).containsExactly("parent", "parent", "parent");
    }
}
