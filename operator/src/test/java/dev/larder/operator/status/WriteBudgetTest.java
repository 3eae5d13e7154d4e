package dev.larder.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WriteBudgetTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @Test
    void figuresWaitWhenTheBudgetIsSpentAndConditionsDoNot() {
        WriteBudget budget = new WriteBudget(5, clock);
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take(false)).isTrue();
        }
        assertThat(budget.take(false)).isFalse();
        assertThat(budget.take(true)).isTrue();
        now = now.plusMillis(200);
        // The urgent write has taken this one in advance.
        assertThat(budget.take(false)).isFalse();
        now = now.plusMillis(200);
        assertThat(budget.take(false)).isTrue();
    }
}
