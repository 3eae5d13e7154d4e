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
    private final Pace pace = new Pace(Duration.ofSeconds(10), new Settable());

    @Test
    void figuresOfOneObjectAreWrittenOnceInAnInterval() {
        int writes = 0;
        for (int second = 0; second < 60; second++) {
            now = Instant.EPOCH.plusSeconds(second);
            if (pace.allows("a", false)) {
                pace.wrote("a");
                writes++;
            }
        }
        assertThat(writes).isEqualTo(6);
    }

    @Test
    void whatIsUrgentDoesNotWaitAndOthersAreNotHeldBack() {
        pace.wrote("a");
        assertThat(pace.allows("a", false)).isFalse();
        assertThat(pace.allows("a", true)).isTrue();
        assertThat(pace.allows("b", false)).isTrue();
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
