package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private long nanos = -5;

    @Test
    void onlyCountsOnFromWhereItStarted() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        SteadyClock clock = new SteadyClock(start, () -> nanos);
        assertThat(clock.instant()).isEqualTo(start);
        nanos += 2_500_000_000L;
        assertThat(clock.instant()).isEqualTo(start.plusMillis(2_500));
    }
}
