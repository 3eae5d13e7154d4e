package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * When no bytes mean a dead connection. A look every 10 ms here: a connection may take 16 of them, first bytes 8, later ones
 * 4, or 12 if nobody waits for them.
 */
class HangDetectorTest {

    private final HangDetector hang = new HangDetector(
            new SteadyOrigin.Patience(Duration.ofMillis(160), Duration.ofMillis(40), Duration.ofMillis(120)));

    private void assertPatientFor(int looks, boolean awaited) {
        for (int i = 0; i < looks; i++) {
            assertThat(hang.look(awaited)).isFalse();
        }
    }

    private int looksUntilItHangs() {
        int looks = 1;
        while (!hang.look(true)) {
            looks++;
            assertThat(looks).isLessThan(100);
        }
        return looks;
    }

    @Test
    void firstByteMayTakeLonger() {
        hang.sent(Duration.ofMillis(80));
        assertThat(hang.look(true)).isFalse();
        assertThat(looksUntilItHangs()).isEqualTo(8);
    }

    @Test
    void whoWaitsForAConnectionDoesNotWaitForTheOrigin() {
        assertPatientFor(15, true);
        hang.sent(Duration.ofMillis(80));
        assertThat(hang.look(true)).isFalse();
        assertThat(looksUntilItHangs()).isEqualTo(8);
    }

    @Test
    void aConnectionThatNeverComesIsGivenUp() {
        assertThat(looksUntilItHangs()).isEqualTo(16);
    }

    @Test
    void everyByteCountsFromTheNextLook() {
        hang.heard();
        assertThat(hang.look(true)).isFalse();
        assertThat(hang.look(true)).isFalse();
        hang.heard();
        assertThat(looksUntilItHangs()).isEqualTo(5);
    }

    @Test
    void bytesThatNobodyWaitsForMayTakeLonger() {
        hang.heard();
        assertPatientFor(12, false);
        assertThat(hang.look(false)).isTrue();
    }

    @Test
    void whoComesToWaitFindsAtOnceThatNothingHasCome() {
        hang.heard();
        assertPatientFor(8, false);
        assertThat(hang.look(true)).isTrue();
    }

    @Test
    void whoeverTakesTheBytesMayTakeHisTime() {
        hang.heard();
        hang.pause();
        assertPatientFor(50, true);
        hang.resume();
        assertThat(looksUntilItHangs()).isEqualTo(5);
    }
}
