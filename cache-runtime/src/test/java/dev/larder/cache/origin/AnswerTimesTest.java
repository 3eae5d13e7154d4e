package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {

    private final AnswerTimes times = new AnswerTimes();

    @Test
    void anUnknownOriginHasTime() {
        assertThat(times.limit()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aQuickOriginIsGivenUpAfterEightSeconds() {
        times.took(Duration.ofMillis(20).toNanos());

        assertThat(times.limit()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aBusyOneIsWaitedForLonger() {
        for (int i = 0; i < 20; i++) {
            times.took(Duration.ofSeconds(i % 2 == 0 ? 5 : 7).toNanos());
        }

        assertThat(times.limit()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(13));
    }

    @Test
    void answersThatDoNotComeDoubleTheTimeUpToHalfAMinute() {
        times.took(Duration.ofMillis(20).toNanos());
        times.missed();
        assertThat(times.limit()).isEqualTo(Duration.ofSeconds(16));
        for (int i = 0; i < 5; i++) {
            times.missed();
        }
        assertThat(times.limit()).isEqualTo(Duration.ofSeconds(30));
    }
}
