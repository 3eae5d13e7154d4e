package dev.larder.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DroughtTest {

    private long now = -7;
    private final Drought drought = new Drought(() -> now);

    @Test
    void isLongAfterTwoSecondsWithoutAnything() {
        pass(2_000);
        assertThat(drought.isLong()).isFalse();
        pass(1);
        assertThat(drought.isLong()).isTrue();
        drought.ends();
        assertThat(drought.isLong()).isFalse();
    }

    @Test
    void waitsTwiceAsLongAsExtentsTake() {
        long begun = drought.begin();
        pass(5_000);
        assertThat(drought.isLong()).as("the first extent is still coming").isFalse();
        drought.ended(begun, true);
        pass(5_000);
        assertThat(drought.isLong()).isFalse();
        pass(1);
        assertThat(drought.isLong()).isTrue();
    }

    @Test
    void whatFailedOrWasSlowOnceDoesNotCountForEver() {
        long failing = drought.begin();
        long begun = drought.begin();
        pass(10_000);
        drought.ended(failing, false);
        drought.ended(begun, true);
        for (int i = 0; i < 30; i++) {
            drought.ended(drought.begin(), true);
        }
        drought.ends();
        pass(2_001);
        assertThat(drought.isLong()).isTrue();
    }

    @Test
    void endsAtAMinuteWhateverHangs() {
        drought.begin();
        pass(60_001);
        assertThat(drought.isLong()).isTrue();
    }

    @Test
    void twoThatBeganTogetherAreTwo() {
        long one = drought.begin();
        long other = drought.begin();
        drought.ended(one, false);
        pass(5_000);
        assertThat(drought.isLong()).as("one is still coming").isFalse();
        drought.ended(other, false);
        assertThat(drought.isLong()).isTrue();
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
