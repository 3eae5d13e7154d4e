package dev.larder.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PaceTest {
    private Instant now = Instant.EPOCH;
    private final Pace pace = new Pace(Duration.ofSeconds(2), new Settable());

    @Test
    void figuresOfOneObjectAreWrittenOnceInAnInterval() {
        int writes = 0;
        for (int second = 0; second < 60; second++) {
            now = Instant.EPOCH.plusSeconds(second);
            if (pace.allows("a", 500, false)) {
                pace.wrote("a");
                writes++;
            }
        }
        assertThat(writes).isEqualTo(6);
    }

    @Test
    void theMoreNodesTheFartherApart() {
        pace.wrote("a");
        now = now.plusSeconds(2);
        assertThat(pace.allows("a", 3, false)).isTrue();
        assertThat(pace.allows("a", 1_000, false)).isFalse();
        now = now.plusSeconds(28);
        assertThat(pace.allows("a", 100_000, false)).as("half a minute at most").isTrue();
    }

    @Test
    void whatIsUrgentDoesNotWaitAndOthersAreNotHeldBack() {
        pace.wrote("a");
        assertThat(pace.allows("a", 500, false)).isFalse();
        assertThat(pace.allows("a", 500, true)).isTrue();
        assertThat(pace.allows("b", 500, false)).isTrue();
    }

    private final class Settable extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
