package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.operator.reports.ReportBook.Process;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CutsTest {
    private static final Process A = new Process("a", 1);
    private static final Process B = new Process("b", 1);

    private final Cuts cuts = new Cuts();

    private Map<String, Long> at(int second, Map<Process, Map<String, Long>> refusals) {
        return cuts.after(refusals, Instant.EPOCH.plusSeconds(second));
    }

    @Test
    void whatAnyNodeWasRefusedCountsOnceInAWhile() {
        assertThat(at(0, Map.of())).isEmpty();
        assertThat(at(1, Map.of(A, Map.of("contoso", 1L)))).isEqualTo(Map.of("contoso", 1L));
        assertThat(at(2, Map.of(A, Map.of("contoso", 4L), B, Map.of("contoso", 7L))))
                .as("all have yet to hear of the first")
                .isEqualTo(Map.of("contoso", 1L));
        assertThat(at(9, Map.of(A, Map.of("contoso", 4L), B, Map.of("contoso", 7L))))
                .as("nothing new")
                .isEqualTo(Map.of("contoso", 1L));
        assertThat(at(10, Map.of(A, Map.of("contoso", 4L), B, Map.of("contoso", 8L, "other", 1L))))
                .isEqualTo(Map.of("contoso", 2L, "other", 1L));
    }

    @Test
    void aNewProcessCountsAnew() {
        at(0, Map.of(A, Map.of("contoso", 50L)));
        assertThat(at(10, Map.of(new Process("a", 2), Map.of("contoso", 1L)))).isEqualTo(Map.of("contoso", 2L));
    }
}
