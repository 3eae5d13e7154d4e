package dev.larder.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final SetClock clock = new SetClock();
    private final Pace pace = new Pace(Duration.ofSeconds(2), clock);

    @Test
    void figuresOfOneObjectAreWrittenOnceInAnInterval() {
        int writes = 0;
        for (int second = 0; second < 60; second++) {
            if (pace.allows("a", 500, false)) {
                pace.wrote("a");
                writes++;
            }
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(writes).isEqualTo(6);
    }

    @Test
    void theMoreNodesTheFartherApart() {
        pace.wrote("a");
        clock.pass(Duration.ofSeconds(2));
        assertThat(pace.allows("a", 3, false)).isTrue();
        assertThat(pace.allows("a", 1_000, false)).isFalse();
        clock.pass(Duration.ofSeconds(18));
        assertThat(pace.allows("a", 1_000, false)).isTrue();
        assertThat(pace.allows("a", 3_000, false)).isFalse();
        clock.pass(Duration.ofSeconds(40));
        assertThat(pace.allows("a", 100_000, false)).as("a minute at most").isTrue();
    }

    @Test
    void whatIsUrgentDoesNotWaitAndOthersAreNotHeldBack() {
        pace.wrote("a");
        assertThat(pace.allows("a", 500, false)).isFalse();
        assertThat(pace.allows("a", 500, true)).isTrue();
        assertThat(pace.allows("b", 500, false)).isTrue();
    }
}
