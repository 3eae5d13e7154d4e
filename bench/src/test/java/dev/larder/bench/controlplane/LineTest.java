package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void whatIsOnALineIsFound() {
        Line line = Line.through(new double[] {500, 1000, 2000, 5000}, new double[] {20, 30, 50, 110});
        assertThat(line.a()).isCloseTo(10, within(1e-9));
        assertThat(line.b()).isCloseTo(0.02, within(1e-12));
        assertThat(line.residual()).isCloseTo(0, within(1e-9));
    }

    @Test
    void theFarthestPointIsTold() {
        Line line = Line.through(new double[] {0, 1, 2}, new double[] {0, 3, 0});
        assertThat(line.b()).isCloseTo(0, within(1e-9));
        assertThat(line.residual()).isCloseTo(2, within(1e-9));
    }
}
