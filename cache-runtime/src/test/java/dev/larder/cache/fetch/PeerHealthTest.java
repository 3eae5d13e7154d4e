package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeerHealthTest {

    private final AtomicLong now = new AtomicLong();
    private final PeerHealth health = new PeerHealth(now::get);
    private final FetchPlan.Peer peer = new FetchPlan.Peer("n", "10.0.0.1", 8701);

    @Test
    void unreachablePeerIsSkippedForAWhileAndThenTriedByOne() {
        assertThat(health.allows(peer)).isTrue();
        health.unreachable(peer, now.get());

        assertThat(health.allows(peer)).isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(health.allows(peer)).isTrue();
        assertThat(health.allows(peer)).as("while the trial runs").isFalse();
        health.reached(peer);
        assertThat(health.allows(peer)).isTrue();
    }

    @Test
    void pauseNeverGrowsBeyondARestart() {
        for (int i = 0; i < 50; i++) {
            health.unreachable(peer, now.get());
        }
        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(health.allows(peer)).isTrue();
    }

    @Test
    void isGoneOnlyWhenItFailedAgainAfterwards() {
        long begun = now.get();
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        health.unreachable(peer, begun);
        health.unreachable(peer, begun);
        assertThat(health.isGone(peer)).as("two that were under way together").isFalse();

        now.addAndGet(Duration.ofMillis(300).toNanos());
        assertThat(health.allows(peer)).isTrue();
        health.unreachable(peer, now.get());
        assertThat(health.isGone(peer)).isTrue();

        health.reached(peer);
        assertThat(health.isGone(peer)).isFalse();
    }

    @Test
    void whoLeftIsForgotten() {
        health.unreachable(peer, now.get());
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(health.open()).isOne();
        assertThat(health.allows(peer)).isTrue();
        health.unreachable(peer, now.get());
        assertThat(health.isGone(peer))
                .as("what is asked now and then is remembered")
                .isTrue();

        now.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(health.open()).isZero();
    }
}
