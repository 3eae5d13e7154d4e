package dev.larder.operator.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.report.NodeReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReportBookTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ReportBook book = new ReportBook();

    @Test
    void keepsTheNewestAndWhenTheNodeWasHeard() {
        assertThat(book.put(report(7, 1), NOW)).isTrue();
        assertThat(book.put(report(7, 2), NOW.plusSeconds(1))).isTrue();
        assertThat(Objects.requireNonNull(book.report("n")).sequence()).isEqualTo(2);
        assertThat(book.heard("n")).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void aLateReportIsNoNews() {
        book.put(report(7, 2), NOW);
        assertThat(book.put(report(7, 1), NOW.plusSeconds(5))).isFalse();
        assertThat(Objects.requireNonNull(book.report("n")).sequence()).isEqualTo(2);
        assertThat(book.heard("n")).isEqualTo(NOW);
    }

    @Test
    void anOlderProcessOfTheNodeIsNotBelieved() {
        book.put(report(7, 9), NOW);
        book.connected("n", 8, NOW.plusSeconds(1));
        assertThat(book.put(report(7, 10), NOW.plusSeconds(2))).isFalse();
        assertThat(book.put(report(8, 1), NOW.plusSeconds(3))).isTrue();
        assertThat(Objects.requireNonNull(book.report("n")).incarnation()).isEqualTo(8);
    }

    @Test
    void whatANodeHeldIsRememberedWhileItReconnects() {
        book.put(report(7, 9), NOW);
        book.connected("n", 8, NOW.plusSeconds(1));
        assertThat(Objects.requireNonNull(book.report("n")).sequence()).isEqualTo(9);
    }

    @Test
    void tellsWhoAnswers() {
        book.put(report(7, 1), NOW);
        book.connected("new", 8, NOW.plusSeconds(1));
        assertThat(book.heardAfter(NOW.minusSeconds(1)))
                .containsExactlyInAnyOrder(new Heard("n", report(7, 1)), new Heard("new", null));
        assertThat(book.heardAfter(NOW)).containsExactly(new Heard("new", null));
    }

    @Test
    void forgetsWhoIsSilentAndNoNode() {
        book.put(report(7, 1), NOW);
        book.connected("passing", 8, NOW);
        book.connected("talking", 8, NOW.plusSeconds(2));
        book.forget(NOW.plusSeconds(1), "n"::equals);
        assertThat(book.heard("n")).as("one of the nodes").isEqualTo(NOW);
        assertThat(book.heard("passing")).isNull();
        assertThat(book.heard("talking")).isNotNull();
    }

    private static NodeReport report(long incarnation, long sequence) {
        return new NodeReport("n", incarnation, sequence, 1, 1, 100, 50, List.of());
    }
}
