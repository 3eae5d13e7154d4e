package dev.larder.crds.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void whateverTheSchemaAcceptsIsATime() {
        assertThat(due(null)).isNull();
        assertThat(due("2026-12-01T06:00:00Z")).isEqualTo("2026-12-01T06:00:00Z");
        assertThat(due("2026-12-01T06:00:00.25+05:30")).isEqualTo("2026-12-01T00:30:00.250Z");
        assertThat(due("2026-12-01T06:00:00-08:00")).isEqualTo("2026-12-01T14:00:00Z");
        assertThat(due("2026-02-31T06:00:00Z"))
                .as("a day that February has not got")
                .isEqualTo("2026-03-03T06:00:00Z");
        assertThat(due("2026-12-01T06:00:00+19:00"))
                .as("an offset that no place has must not keep a CacheCluster from deciding anything")
                .isEqualTo("2026-11-30T11:00:00Z");
        assertThat(due("2026-12-01T06:00:00-29:59")).isEqualTo("2026-12-02T11:59:00Z");
    }

    private static @Nullable Instant due(@Nullable String completeBy) {
        return new WarmUp(WarmUp.Strategy.FULL, 0, false, completeBy, null).due();
    }
}
