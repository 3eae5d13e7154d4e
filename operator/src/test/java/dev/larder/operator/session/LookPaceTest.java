package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookPaceTest {
    @Test
    void aChangeThatComesWhileOnlyFiguresDoIsLookedAtSoon() {
        assertThat(LookPace.after(Duration.ofMillis(20), false))
                .isEqualTo(new LookPace(Duration.ofMillis(80), Duration.ofMillis(380)));
        assertThat(LookPace.after(Duration.ofMillis(20), false).rest()).isEqualTo(Duration.ofMillis(300));
        assertThat(LookPace.after(Duration.ofMillis(1), false))
                .as("in a small cluster")
                .isEqualTo(new LookPace(Duration.ofMillis(4), LookPace.CALM));
    }

    @Test
    void whatFollowsAChangeIsLookedAtTogether() {
        assertThat(LookPace.after(Duration.ofMillis(20), true)).isEqualTo(new LookPace(LookPace.CALM, LookPace.CALM));
        LookPace large = LookPace.after(Duration.ofMillis(200), true);
        assertThat(large.least()).isEqualTo(Duration.ofMillis(800));
        assertThat(large.rest()).isZero();
    }
}
