package dev.larder.bench.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private long now;
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), () -> now);

    @Test
    void saysEachTenthOnce() {
        for (int percent = 1; percent <= 100; percent++) {
            progress.hear(new Outcome.Point(percent, percent / 100.0));
        }
        assertThat(lines()).hasSize(10);
        assertThat(lines()[0]).contains(" 10 % arrived after 10.0 s of virtual time");
    }

    @Test
    void saysHowFarItIsWhenATenthTakesLong() {
        progress.placed();
        for (int minute = 1; minute <= 3; minute++) {
            now += TimeUnit.MINUTES.toNanos(1);
            progress.hear(new Outcome.Point(minute, 0.001 * minute));
            progress.hear(new Outcome.Point(minute, 0.001 * minute));
        }
        assertThat(lines()).hasSize(3);
        assertThat(lines()[2]).contains("0.3 % arrived after 3.0 s of virtual time (180 s of real time)");
    }

    private String[] lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
    }
}
