package dev.larder.model.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BroadcastPolicyTest {
    @Test
    void aBusyNodeRefusesMatesBeforeOtherCells() {
        UploadSlots slots = new UploadSlots(4, 1);
        assertThat(slots.admit(3, false)).isTrue();
        assertThat(slots.admit(4, false)).isFalse();
        assertThat(slots.admit(4, true)).isTrue();
        assertThat(slots.admit(5, true)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new UploadSlots(0, 1));
    }

    @Test
    void aSourceIsSlowWhenItGivesFarLessThanAFullHealthyOne() {
        Slowness slowness = new Slowness(2, 5);
        // The best was 100 a second: a source that sends to five gives 20.
        double part = slowness.part(1);
        assertThat(slowness.isSlow(40, 40, 2, 2 * part, 100)).isFalse();
        assertThat(slowness.isSlow(19, 40, 2, 2 * part, 100)).isTrue();
        assertThat(slowness.isSlow(0, 40, 1.9, 1.9 * part, 100)).isFalse();
        assertThat(slowness.isSlow(0, 40, 5, 5 * part, 0)).isFalse();
    }

    @Test
    void aLargePieceOverASlowLinkIsLeftAloneForLonger() {
        Slowness slowness = new Slowness(2, 5);
        double part = slowness.part(1);
        assertThat(slowness.isSlow(1, 300, 11, 11 * part, 100)).isFalse();
        assertThat(slowness.isSlow(1, 300, 12, 12 * part, 100)).isTrue();
    }

    @Test
    void aReceiverOfManyTransfersExpectsLessOfEach() {
        Slowness slowness = new Slowness(2, 5);
        assertThat(slowness.part(5)).isEqualTo(slowness.part(1));
        // Ten share the receiver's link, so that one of them comes with 10 a second from the best of sources.
        assertThat(slowness.isSlow(12, 40, 2, 2 * slowness.part(10), 100)).isFalse();
        assertThat(slowness.isSlow(9, 40, 2, 2 * slowness.part(10), 100)).isTrue();
    }

    @Test
    void theBestRateFades() {
        double best = Slowness.best(0, 100, 1);
        assertThat(best).isEqualTo(100);
        assertThat(Slowness.best(best, 300, 2)).isEqualTo(150);
        for (int i = 0; i < 1_000; i++) {
            best = Slowness.best(best, 10, 1);
        }
        assertThat(best).isBetween(10.0, 20.0);
    }

    @Test
    void aNodeIsCalledSlowOnceEnoughDifferentNodesSaySo() {
        Accusations accusations = new Accusations(10, 3);
        assertThat(accusations.accuse(4, 1)).isFalse();
        assertThat(accusations.accuse(4, 1)).isFalse();
        assertThat(accusations.accuse(4, 2)).isFalse();
        assertThat(accusations.accuse(5, 3)).isFalse();
        assertThat(accusations.accuse(4, 3)).isTrue();
        assertThat(accusations.accuse(4, 6)).isFalse();
    }

    @Test
    void neverMoreThanAFifthIsCalledSlow() {
        Accusations accusations = new Accusations(20, 1);
        int slow = 0;
        for (int node = 0; node < 20; node++) {
            slow += accusations.accuse(node, (node + 1) % 20) ? 1 : 0;
        }
        assertThat(slow).isEqualTo(4);
    }

    @Test
    void whoIsLeafOnlyAlreadyCountsAmongTheFifth() {
        Accusations accusations = new Accusations(10, 2);
        accusations.assume(7);
        accusations.assume(7);
        assertThat(accusations.accuse(7, 1)).isFalse();
        assertThat(accusations.accuse(4, 1)).isFalse();
        assertThat(accusations.accuse(4, 2)).isTrue();
        assertThat(accusations.accuse(5, 1)).isFalse();
        assertThat(accusations.accuse(5, 2)).isFalse();
    }
}
