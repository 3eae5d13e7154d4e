package dev.larder.model.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankedTicksTest {
    private static final long TICK = 10_000_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noTickEverCarriesMore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long rate = 1 + random.nextLong(1L << random.nextInt(10, 33));
        RankedTicks budget = new RankedTicks(TICK);
        budget.limit(rate);
        Map<Long, Long> taken = new HashMap<>();
        long now = random.nextLong();
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(4) == 0 ? random.nextLong(3 * TICK) : random.nextLong(TICK / 50);
            int wanted = 1 + random.nextInt(1 << random.nextInt(1, 23));
            int rank = random.nextInt(4);
            int got = budget.take(wanted, rank, now);
            assertThat(got).isBetween(0, wanted);
            int back = random.nextInt(3) == 0 ? random.nextInt(got + 1) : 0;
            budget.giveBack(back, rank, now);
            taken.merge(Math.floorDiv(now, TICK), (long) got - back, Long::sum);
        }
        assertThat(taken.values()).allMatch(bytes -> bytes <= rate / 100);
    }

    /** Worse ranks ask first in every tick, and for everything. */
    private static long[] play(RankedTicks budget, int ticks, int... wants) {
        long[] got = new long[wants.length];
        for (int tick = 0; tick < ticks; tick++) {
            for (int rank = wants.length - 1; rank >= 0; rank--) {
                got[rank] += budget.take(wants[rank], rank, tick * TICK + wants.length - rank);
            }
        }
        return got;
    }

    @Test
    void whoWantsAllGetsAllBeforeWorseRanks() {
        RankedTicks budget = new RankedTicks(TICK);
        budget.limit(1_000_000);
        long[] got = play(budget, 1_000, 20_000, 20_000, 20_000);
        assertThat(got[0]).isEqualTo(999 * 10_000L);
        assertThat(got[1]).isZero();
        assertThat(got[2]).as("the first tick, when nobody had been refused").isEqualTo(10_000);
    }

    @Test
    void whoWantsLittleGetsItAndLeavesTheRest() {
        RankedTicks budget = new RankedTicks(TICK);
        budget.limit(1_000_000);
        long[] got = play(budget, 1_000, 1_000, 20_000);
        assertThat(got[0]).isGreaterThanOrEqualTo(998 * 1_000L);
        assertThat(got[1]).isGreaterThan(1_000 * 7_500L);
    }

    @Test
    void aRankThatIsGoneKeepsNothing() {
        RankedTicks budget = new RankedTicks(TICK);
        budget.limit(1_000_000);
        play(budget, 10, 20_000, 20_000);
        assertThat(budget.take(10_000, 1, 10 * TICK)).isZero();
        assertThat(budget.take(10_000, 1, 100 * TICK))
                .as("the tick in which it is noticed")
                .isBetween(0, 10_000);
        assertThat(budget.take(10_000, 1, 101 * TICK)).isEqualTo(10_000);
    }

    @Test
    void aLowerLimitCountsAtOnce() {
        RankedTicks budget = new RankedTicks(TICK);
        assertThat(budget.take(Integer.MAX_VALUE, 0, 0)).isEqualTo(Integer.MAX_VALUE);
        budget.limit(1_000_000);
        assertThat(budget.take(4_000, 0, TICK)).isEqualTo(4_000);
        budget.limit(500_000);
        assertThat(budget.take(10_000, 0, TICK)).isEqualTo(1_000);
        budget.limit(0);
        assertThat(budget.take(10_000, 0, 2 * TICK)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noSecondHasMoreRequestsWhereverItBegins(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int perSecond = random.nextInt(1, 300);
        RequestSpacing spacing = new RequestSpacing();
        spacing.limit(perSecond);
        java.util.ArrayDeque<Long> sent = new java.util.ArrayDeque<>();
        long now = random.nextLong(1L << 40);
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(1_500_000_000L / perSecond);
            if (spacing.pause(now) == 0) {
                spacing.sent(now);
                sent.add(now);
                while (sent.getFirst() <= now - 1_000_000_000L) {
                    sent.removeFirst();
                }
                assertThat(sent.size()).isLessThanOrEqualTo(perSecond);
            }
        }
        spacing.limit(0);
        assertThat(spacing.pause(now + 1_000_000_000_000L)).isPositive();
    }
}
