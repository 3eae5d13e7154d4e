package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes that have arrived wait for the account's budget: who gets them, tick by tick. */
class AccountBudgetTest {

    private static final int PER_TICK = 100_000;

    private final Budgets budgets = new Budgets(100L * PER_TICK, 0);
    private final AccountBudget budget = budgets.account();

    /** Wants as much as there is, in pieces as a socket gives them, until it has all. */
    private final class Stream implements Runnable {
        @Nullable
        String warmUpOf;

        long left;
        long got;

        Stream(@Nullable String warmUpOf, long bytes) {
            this.warmUpOf = warmUpOf;
            this.left = bytes;
        }

        @Override
        public void run() {
            while (left > 0) {
                int wanted = (int) Math.min(left, 30_000);
                int taken = budget.take(wanted, warmUpOf);
                left -= taken;
                got += taken;
                if (taken < wanted) {
                    budget.await(this, () -> warmUpOf, wanted - taken);
                    return;
                }
            }
        }
    }

    private void tick() {
        budgets.now += AccountBudget.TICK_NANOS;
        budgets.timer.runAll();
    }

    @Test
    void aReaderGetsAllOfEachTickUntilItIsDone() {
        List<Stream> warmUps = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Stream warmUp = new Stream(i % 2 == 0 ? "low" : "high", Long.MAX_VALUE);
            warmUps.add(warmUp);
            warmUp.run();
        }
        tick();
        Stream reader = new Stream(null, 10 * PER_TICK);
        reader.run();
        long before = warmUps.stream().mapToLong(warmUp -> warmUp.got).sum();
        for (int i = 0; i < 10; i++) {
            assertThat(reader.got).isEqualTo((long) i * PER_TICK);
            tick();
        }
        assertThat(reader.left).isZero();
        assertThat(warmUps.stream().mapToLong(warmUp -> warmUp.got).sum()).isEqualTo(before);
        for (int i = 0; i < 100; i++) {
            tick();
        }
        long since = warmUps.stream().mapToLong(warmUp -> warmUp.got).sum() - before;
        assertThat(since).as("then warm-up goes on").isGreaterThan(80L * PER_TICK);
    }

    @Test
    void warmUpGoesByPriorityAndWhatBecomesUrgentGoesFirst() {
        Stream low = new Stream("low", Long.MAX_VALUE);
        Stream other = new Stream("low", 3 * PER_TICK);
        Stream high = new Stream("high", 5 * PER_TICK);
        low.run();
        other.run();
        high.run();
        long lowBefore = low.got;
        tick();
        assertThat(high.got).isEqualTo(PER_TICK);
        other.warmUpOf = null;
        for (int i = 0; i < 4; i++) {
            tick();
        }
        assertThat(other.left).as("somebody waits for it now").isZero();
        for (int i = 0; high.left > 0; i++) {
            assertThat(i).isLessThan(100);
            assertThat(low.got).isEqualTo(lowBefore);
            tick();
        }
    }

    @Test
    void noTickCarriesMoreThanTheShare() {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            streams.add(new Stream(i % 3 == 0 ? null : i % 3 == 1 ? "low" : "high", 7 * PER_TICK));
        }
        streams.forEach(Runnable::run);
        long before = 0;
        for (int i = 0; i < 90; i++) {
            long now = streams.stream().mapToLong(stream -> stream.got).sum();
            assertThat(now - before).isLessThanOrEqualTo(PER_TICK);
            before = now;
            tick();
        }
        assertThat(streams).allMatch(stream -> stream.left == 0 || stream.warmUpOf != null);
        assertThat(before).isGreaterThan(70L * PER_TICK);
    }
}
