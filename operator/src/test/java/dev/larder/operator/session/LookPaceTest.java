package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookPaceTest {
    @Test
    void aChangeThatComesWhileOnlyFiguresDoIsLookedAtSoon() {
        assertThat(LookPace.after(Duration.ofMillis(20), false, false))
                .isEqualTo(new LookPace(Duration.ofMillis(80), Duration.ofMillis(380)));
        assertThat(LookPace.after(Duration.ofMillis(20), false, false).rest()).isEqualTo(Duration.ofMillis(300));
        assertThat(LookPace.after(Duration.ofMillis(1), false, false))
                .as("in a small cluster")
                .isEqualTo(new LookPace(Duration.ofMillis(4), LookPace.CALM));
    }

    @Test
    void whatFollowsAChangeIsLookedAtTogether() {
        assertThat(LookPace.after(Duration.ofMillis(20), true, true))
                .isEqualTo(new LookPace(LookPace.CALM, LookPace.CALM));
        LookPace large = LookPace.after(Duration.ofMillis(200), true, true);
        assertThat(large.least()).isEqualTo(Duration.ofMillis(800));
        assertThat(large.rest()).isZero();
    }

    @Test
    void aStormThatChangesNothingIsLookedAtTwentyTimesASecondAtMost() {
        assertThat(LookPace.after(Duration.ofMillis(1), true, false))
                .isEqualTo(new LookPace(LookPace.URGENT_AT_MOST_EACH, LookPace.CALM));
        assertThat(LookPace.after(Duration.ofMillis(20), true, false).least())
                .as("a fifth of the time where a look takes longer")
                .isEqualTo(Duration.ofMillis(80));
    }
}
