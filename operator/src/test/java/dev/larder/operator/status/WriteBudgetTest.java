package dev.larder.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteBudgetTest {
    private final SetClock clock = new SetClock();

    @Test
    void figuresWaitWhenTheBudgetIsSpentAndConditionsDoNot() {
        WriteBudget budget = new WriteBudget(5, clock);
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take(false)).isTrue();
        }
        assertThat(budget.take(false)).isFalse();
        assertThat(budget.take(true)).isTrue();
        clock.pass(Duration.ofMillis(200));
        // The urgent write has taken this one in advance.
        assertThat(budget.take(false)).isFalse();
        clock.pass(Duration.ofMillis(200));
        assertThat(budget.take(false)).isTrue();
    }
}
