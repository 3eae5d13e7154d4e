package dev.larder.model.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickBudgetTest {
    private static final long TICK = 10_000_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noTickEverCarriesMore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long rate = 1 + random.nextLong(1L << random.nextInt(10, 33));
        TickBudget budget = new TickBudget(rate, TICK);
        long most = Math.max(1, rate / 100);
        Map<Long, Long> taken = new HashMap<>();
        long now = random.nextLong();
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(4) == 0 ? random.nextLong(3 * TICK) : random.nextLong(TICK / 50);
            int wanted = 1 + random.nextInt(1 << random.nextInt(1, 23));
            if (random.nextInt(5) == 0) {
                budget.count(wanted, now);
            }
            int got = budget.take(wanted, now);
            assertThat(got).isBetween(0, wanted);
            int back = random.nextInt(3) == 0 ? random.nextInt(got + 1) : 0;
            budget.giveBack(back, now);
            taken.merge(Math.floorDiv(now, TICK), (long) got - back, Long::sum);
        }
        assertThat(taken.values()).allMatch(bytes -> bytes <= most);
    }

    @Test
    void allOfEachTickCanBeTakenInPieces() {
        TickBudget budget = new TickBudget(1_000_000, TICK);
        long sum = 0;
        for (long now = 0; now < 1_000_000_000L; now += TICK / 7) {
            sum += budget.take(3_000, now);
        }
        assertThat(sum).isEqualTo(1_000_000);
        assertThat(budget.take(1, 999_999_999)).isZero();
        assertThat(budget.untilNext(999_999_999)).isOne();
        assertThat(budget.take(1, 1_000_000_000)).isOne();
    }

    @Test
    void whoDoesNotWaitLeavesLessButNotNothing() {
        TickBudget budget = new TickBudget(1_600_000, TICK);
        budget.count(10_000, 0);
        assertThat(budget.take(100_000, 1)).isEqualTo(6_000);
        budget.count(12_000, 2);
        assertThat(budget.take(100_000, TICK)).as("12,000 were borrowed").isEqualTo(4_000);
        budget.count(1_000_000, TICK);
        assertThat(budget.take(100_000, 2 * TICK)).isEqualTo(1_001);
        assertThat(budget.take(100_000, 3 * TICK)).isEqualTo(16_000);
    }

    @Test
    void withoutALimitThereIsNone() {
        assertThat(new TickBudget(0, TICK).take(Integer.MAX_VALUE, 5)).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void thePartsOfADomainAreNeverMoreThanTheWhole(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        for (int i = 0; i < 100; i++) {
            edit.join("n" + i, Location.of("z" + random.nextInt(3), "p", ""), "h", 1, 1 + random.nextInt(5_000));
        }
        for (int i = 0; i < 100; i += 9) {
            edit.down("n" + i);
        }
        ClusterMap map = edit.build();
        long whole = 1_000 + random.nextLong(1L << 40);
        Map<String, Long> sums = new HashMap<>();
        for (int i = 0; i < map.size(); i++) {
            if (map.node(i).weight() > 0) {
                sums.merge(BetweenDomains.domain(map.node(i)), BetweenDomains.part(map, i, whole), Long::sum);
            }
        }
        assertThat(sums).hasSize(3);
        assertThat(sums.values()).allMatch(sum -> sum <= whole && sum > whole - 100);
    }
}
