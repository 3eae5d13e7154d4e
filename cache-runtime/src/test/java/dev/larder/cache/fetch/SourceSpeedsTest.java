package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.model.broadcast.Slowness;
import dev.larder.model.report.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SourceSpeedsTest {

    private static final int PIECE = 16 << 20;

    private long now = 5;
    private final SourceSpeeds speeds = new SourceSpeeds(new Slowness(2, 5), () -> now);

    @Test
    void aSourceThatGivesLessThanATenthOfTheBestIsGivenUpAvoidedAndNamed() {
        brings("a", 100, true);
        SourceSpeeds.Pace pace = speeds.begin(peer("b"), true, true);
        assertThat(isTooSlowAfter(pace, 2, PIECE / 50, true)).isTrue();
        assertThat(speeds.avoids(peer("b"))).isTrue();
        assertThat(speeds.slowPeers()).containsExactly("b");
        assertThat(speeds.found()).isOne();

        after(5_000);
        assertThat(speeds.avoids(peer("b"))).isFalse();
        assertThat(speeds.slowPeers()).as("said for longer").containsExactly("b");
        after(25_000);
        assertThat(speeds.slowPeers()).isEmpty();
    }

    @Test
    void aSourceThatGivesItsFairPartIsNot() {
        brings("a", 100, true);
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), true, true), 5, 2 * PIECE, true))
                .isFalse();
        assertThat(speeds.slowPeers()).isEmpty();
    }

    @Test
    void theOnlySourceIsNamedButNotGivenUp() {
        brings("a", 100, true);
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), true, false), 3, 1, true))
                .isFalse();
        assertThat(speeds.slowPeers()).containsExactly("b");
    }

    @Test
    void whoPassesOnWhatItReceivesIsNotToBlame() {
        brings("a", 100, true);
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), true, true), 30, 1, false))
                .isFalse();
    }

    @Test
    void timeInWhichThisNodeTakesNothingIsNotTheSources() {
        brings("a", 100, true);
        SourceSpeeds.Pace pace = speeds.begin(peer("b"), true, true);
        pace.flows(1, true);
        pace.waits(true);
        after(60_000);
        pace.waits(false);
        assertThat(pace.isTooSlow()).isFalse();
    }

    @Test
    void whatQueuedUpMeanwhileIsNotSpeed() {
        SourceSpeeds.Pace queued = speeds.begin(peer("a"), true, true);
        queued.waits(true);
        after(10_000);
        queued.waits(false);
        queued.flows(PIECE, true);
        queued.ended();
        // 1.6 MiB a second, not a piece in no time.
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), true, true), 10, PIECE / 4, true))
                .isFalse();
    }

    @Test
    void whoseOwnLinkBecomesSlowAccusesNobody() {
        for (String source : new String[] {"a", "b", "c", "d", "e", "f", "g", "h"}) {
            brings(source, 100, true);
        }
        for (String source : new String[] {"a", "b", "c", "d"}) {
            isTooSlowAfter(speeds.begin(peer(source), true, true), 2, PIECE / 50, true);
        }
        assertThat(speeds.slowPeers()).as("half of them may be").hasSize(NodeReport.MAX_SLOW_PEERS);
        isTooSlowAfter(speeds.begin(peer("e"), true, true), 2, PIECE / 50, true);
        assertThat(speeds.slowPeers()).isEmpty();
        assertThat(speeds.avoids(peer("e"))).isFalse();
        assertThat(isTooSlowAfter(speeds.begin(peer("f"), true, true), 2, PIECE / 50, true))
                .as("measured anew")
                .isFalse();
    }

    @Test
    void whoHasOneSourceOnlyCannotTellWhoseLinkIsSlow() {
        brings("a", 100, true);
        isTooSlowAfter(speeds.begin(peer("a"), true, true), 2, 1, true);
        assertThat(speeds.slowPeers()).isEmpty();
    }

    @Test
    void readersGoElsewhereButAccuseNobody() {
        brings("a", 100, false);
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), false, true), 2, 1, true))
                .isTrue();
        assertThat(speeds.avoids(peer("b"))).isTrue();
        assertThat(speeds.slowPeers()).isEmpty();
        assertThat(isTooSlowAfter(speeds.begin(peer("c"), true, true), 2, 1, true))
                .as("warm-up is compared with warm-up")
                .isFalse();
    }

    @Test
    void whoReceivesManyTransfersExpectsLessOfEach() {
        brings("a", 100, true);
        List<SourceSpeeds.Pace> others = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            SourceSpeeds.Pace other = speeds.begin(peer("other" + i), true, true);
            other.flows(1, true);
            others.add(other);
        }
        assertThat(speeds.flowing()).isEqualTo(15);
        // Sixteen share a link on which a piece takes a tenth of a second.
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), true, true), 5, 10 * PIECE / 16, true))
                .isFalse();

        others.forEach(SourceSpeeds.Pace::over);
        others.forEach(SourceSpeeds.Pace::over);
        assertThat(isTooSlowAfter(speeds.begin(peer("c"), true, true), 5, 10 * PIECE / 32, true))
                .isTrue();
    }

    @Test
    void aLongRunOverASlowLinkIsLeftAloneForLonger() {
        brings("a", 1_000, true);
        SourceSpeeds.Pace pace = speeds.begin(peer("b"), true, true);
        pace.asks(2 * PIECE);
        assertThat(isTooSlowAfter(pace, 8, PIECE / 50, true)).isFalse();
        assertThat(isTooSlowAfter(pace, 1, PIECE / 50, true)).isTrue();
    }

    @Test
    void whatAnIdleLinkLetsThroughAtOnceIsNotSpeed() {
        SourceSpeeds.Pace small = speeds.begin(peer("a"), true, true);
        small.flows(0, true);
        after(50);
        small.flows(256 << 10, true);
        small.ended();
        small.over();
        // Over the same link of 2.5 MiB a second, half of which its token bucket had saved.
        assertThat(isTooSlowAfter(speeds.begin(peer("b"), true, true), 15, 300 << 10, true))
                .isFalse();
    }

    @Test
    void onlyWhatComesNowSharesTheLink() {
        SourceSpeeds.Pace pace = speeds.begin(peer("a"), true, true);
        assertThat(speeds.flowing()).as("it is only asked for").isZero();
        pace.flows(1, false);
        assertThat(speeds.flowing()).isOne();
        pace.rests();
        assertThat(speeds.flowing()).isZero();
        pace.flows(1, false);
        pace.over();
        pace.flows(1, false);
        assertThat(speeds.flowing()).isZero();
    }

    /** A whole piece at that many milliseconds. */
    private void brings(String source, int millis, boolean warmUp) {
        SourceSpeeds.Pace pace = speeds.begin(peer(source), warmUp, true);
        pace.flows(0, true);
        after(millis);
        pace.flows(PIECE, true);
        assertThat(pace.isTooSlow()).isFalse();
        pace.ended();
        pace.over();
    }

    private boolean isTooSlowAfter(SourceSpeeds.Pace pace, int seconds, int bytesPerSecond, boolean stored) {
        pace.flows(0, stored);
        boolean tooSlow = false;
        for (int i = 0; i < seconds; i++) {
            after(1_000);
            pace.flows(bytesPerSecond, stored);
            tooSlow |= pace.isTooSlow();
        }
        return tooSlow;
    }

    private void after(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static Peer peer(String name) {
        return new Peer(name, "127.0.0.1", 1);
    }
}
