package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HedgingTest {

    private final Hedging hedging = new Hedging();

    @Test
    void lateIsLaterThanNearlyAllLately() {
        long unknown = hedging.begin();
        assertThat(unknown).isEqualTo(Duration.ofMillis(250).toNanos());
        took(31, 40);
        assertThat(hedging.begin()).as("a few say little").isEqualTo(unknown);
        took(59, 40);
        took(10, 400);
        assertThat(hedging.begin()).isEqualTo(Duration.ofMillis(400).toNanos());
        took(1_000, 30);
        assertThat(hedging.begin())
                .as("what was long ago is forgotten")
                .isEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void fewSlowOnesDoNotMakeLateLater() {
        took(252, 40);
        took(4, 400);
        assertThat(hedging.begin()).isEqualTo(Duration.ofMillis(40).toNanos());
    }

    @Test
    void lateIsNeverLessThanAPauseNorMoreThanAnybodyWaits() {
        took(300, 0);
        assertThat(hedging.begin()).isEqualTo(Duration.ofMillis(10).toNanos());
        took(300, 60_000);
        assertThat(hedging.begin()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void aTwentiethOfAllReadsMayAskTwice() {
        assertThat(hedging.mayAsk()).as("the first").isTrue();
        assertThat(hedging.mayAsk()).isFalse();
        int asked = 0;
        for (int read = 0; read < 10_000; read++) {
            hedging.begin();
            asked += hedging.mayAsk() ? 1 : 0;
        }
        assertThat(asked).isEqualTo(500);
    }

    @Test
    void whatIsSavedIsBounded() {
        for (int read = 0; read < 10_000; read++) {
            hedging.begin();
        }
        int asked = 0;
        while (hedging.mayAsk()) {
            asked++;
        }
        assertThat(asked).isEqualTo(10);
    }

    private void took(int times, long millis) {
        for (int i = 0; i < times; i++) {
            hedging.took(Duration.ofMillis(millis).toNanos());
        }
    }
}
