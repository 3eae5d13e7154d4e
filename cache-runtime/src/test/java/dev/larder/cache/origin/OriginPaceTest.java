package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets the next request, and who hears of refusals. */
class OriginPaceTest {

    private static final long TENTH = 100_000_000;

    private final List<String> went = new ArrayList<>();

    private final class Read implements OriginPace.Turn {
        final String name;

        @Nullable
        String warmUpOf;

        boolean wanted = true;

        Read(String name, @Nullable String warmUpOf) {
            this.name = name;
            this.warmUpOf = warmUpOf;
        }

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public @Nullable String warmUpOf() {
            return warmUpOf;
        }

        @Override
        public void go() {
            went.add(name);
        }

        @Override
        public void closing() {
            throw new AssertionError("nobody closes");
        }
    }

    @Test
    void whoIsWaitedForGoesFirstThenWarmUpInItsOrder() {
        Budgets budgets = new Budgets(0, 10);
        OriginPace pace = new OriginPace(budgets.account(), budgets.timer, Runnable::run);
        Read joined = new Read("joined", "low");
        Read unwanted = new Read("unwanted", null);
        pace.enter(new Read("first", "low"), false);
        pace.enter(new Read("low", "low"), false);
        pace.enter(joined, false);
        pace.enter(new Read("high", "high"), false);
        pace.enter(unwanted, false);
        pace.enter(new Read("reader", null), false);
        pace.enter(new Read("refused", "high"), true);
        assertThat(went).containsExactly("first");

        // A reader begins to wait for what warm-up asked for, another one goes away.
        joined.warmUpOf = null;
        unwanted.wanted = false;
        budgets.timer.runAll();
        assertThat(went).as("not before its time").hasSize(1);
        for (int i = 0; i < 6; i++) {
            budgets.now += TENTH;
            budgets.timer.runAll();
        }
        assertThat(went).containsExactly("first", "joined", "reader", "refused", "high", "low");
    }

    /** What one read brings uses up the share of 100 MB/s. */
    @Test
    void warmUpReadsNoMoreAtATimeThanUsesUpTheBudgetAndReadersDoNotWaitForIt() {
        Budgets budgets = new Budgets(100_000_000, 0);
        AccountBudget account = budgets.account();
        OriginPace pace = new OriginPace(account, budgets.timer, Runnable::run);
        for (String name : List.of("first", "second", "third")) {
            pace.enter(new Read(name, "low"), false);
        }
        for (int tick = 0; tick < 100; tick++) {
            assertThat(account.take(2_000_000, "low")).isEqualTo(1_000_000);
            budgets.timer.runAll();
            budgets.now += AccountBudget.TICK_NANOS;
        }
        assertThat(went).containsExactly("first");
        pace.enter(new Read("reader", null), false);
        assertThat(went).containsExactly("first", "reader");
        pace.over();
        assertThat(went).as("one is still under way").hasSize(2);
        pace.over();
        assertThat(went).containsExactly("first", "reader", "second");

        // It brings less than that, so that there is room for another.
        for (int tick = 0; tick < 100; tick++) {
            account.take(500_000, "low");
            budgets.timer.runAll();
            budgets.now += AccountBudget.TICK_NANOS;
        }
        assertThat(went).containsExactly("first", "reader", "second", "third");
    }

    @Test
    void whatTheAccountRefusedOthersSlowsThisNodeDown() {
        Budgets budgets = new Budgets(0, 0);
        OriginPace pace = new OriginPace(budgets.account(), budgets.timer, Runnable::run);
        for (int i = 0; i < 100; i++) {
            pace.enter(new Read("r" + i, null), false);
        }
        assertThat(went).hasSize(100);
        assertThat(pace.isThrottled()).isFalse();
        budgets.cuts = 1;
        pace.enter(new Read("next", null), false);
        assertThat(pace.isThrottled()).isTrue();
    }

    @Test
    void refusalsAreCountedForTheReport() {
        Budgets budgets = new Budgets(0, 0);
        OriginPace pace = new OriginPace(budgets.account(), budgets.timer, Runnable::run);
        pace.refused(System.nanoTime(), java.time.Duration.ZERO);
        assertThat(budgets.account().refusals()).isEqualTo(1);
    }
}
