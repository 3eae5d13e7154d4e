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
            if (pace.left("a", 500, false).isZero()) {
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
        assertThat(pace.left("a", 3, false)).isZero();
        assertThat(pace.left("a", 1_000, false)).isEqualTo(Duration.ofSeconds(18));
        clock.pass(Duration.ofSeconds(18));
        assertThat(pace.left("a", 1_000, false)).isZero();
        assertThat(pace.left("a", 3_000, false)).isPositive();
        clock.pass(Duration.ofSeconds(40));
        assertThat(pace.left("a", 100_000, false)).as("a minute at most").isZero();
    }

    @Test
    void whatIsUrgentDoesNotWaitAndOthersAreNotHeldBack() {
        pace.wrote("a");
        assertThat(pace.left("a", 500, false)).isPositive();
        assertThat(pace.left("a", 500, true)).isZero();
        assertThat(pace.left("b", 500, false)).isZero();
    }
}
