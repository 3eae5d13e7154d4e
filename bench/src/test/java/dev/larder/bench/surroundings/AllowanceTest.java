package dev.larder.bench.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {

    @Test
    void twoSecondsAllowTwoSecondsAndTheBucketThatWasFullAtFirst() {
        var allowance = new Allowance(100);
        int taken = 0;
        for (int millis = 1; millis <= 2_000; millis++) {
            taken += allowance.take(millis * 1_000_000L) ? 1 : 0;
        }
        assertThat(taken).isBetween(208, 210);
    }
}
