package dev.larder.model.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginReadsTest {
    private static final long BUDGET = 100_000_000;
    private static final long STEP = OriginReads.WINDOW / 10;

    private final OriginReads reads = new OriginReads();
    private long now;
    private int underWay;

    /** Time passes in which each read brings so many bytes per second, all together no more than the budget, and new ones begin. */
    private void pass(double seconds, double each) {
        for (long end = now + (long) (seconds * 1e9); now < end; now += STEP) {
            reads.took((long) (Math.min(BUDGET, each * underWay) * STEP / 1e9), now);
            while (reads.begin(underWay, BUDGET, now)) {
                underWay++;
            }
        }
    }

    @Test
    void oneIsEnoughIfItUsesUpTheBudget() {
        pass(10, 2 * BUDGET);
        assertThat(underWay).isOne();
    }

    @Test
    void asManyAsUseItUpBeginOneAfterTheOther() {
        pass(0.15, BUDGET / 4.0);
        assertThat(underWay).isOne();
        pass(10, BUDGET / 4.0);
        assertThat(underWay).isEqualTo(4);
    }

    @Test
    void whatEndedIsReplacedAtOnce() {
        pass(10, BUDGET / 4.0);
        underWay = 2;
        assertThat(reads.begin(underWay, BUDGET, now)).isTrue();
        assertThat(reads.begin(underWay + 1, BUDGET, now)).isTrue();
        assertThat(reads.begin(underWay + 2, BUDGET, now)).isFalse();
    }

    @Test
    void afterAPauseItBeginsWithOneAgain() {
        pass(10, BUDGET / 4.0);
        now += OriginReads.FORGOTTEN + 1;
        assertThat(reads.begin(0, BUDGET, now)).isTrue();
        assertThat(reads.begin(1, BUDGET, now)).isFalse();
    }

    @Test
    void bytesThatWereCountedTooManyDoNotCount() {
        pass(0.15, 2 * BUDGET);
        for (int i = 0; i < 30; i++, now += STEP) {
            reads.took(BUDGET, now);
            reads.took(-BUDGET, now);
        }
        assertThat(reads.begin(underWay, BUDGET, now)).isTrue();
    }

    @Test
    void asManyOriginReadsAsUseUpItsBudget() {
        assertThat(OriginReads.atOnce(50, 6.25)).isEqualTo(8);
        assertThat(OriginReads.atOnce(51, 6.25)).isEqualTo(9);
        assertThat(OriginReads.atOnce(1, 6.25)).isEqualTo(1);
    }
}
