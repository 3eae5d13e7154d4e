package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void whatIsOnALineIsFound() {
        Line line = Line.through(new double[] {500, 1000, 2000, 5000}, new double[] {20, 30, 50, 110});
        assertThat(line.a()).isCloseTo(10, within(1e-9));
        assertThat(line.b()).isCloseTo(0.02, within(1e-12));
    }

    @Test
    void tellsByWhichEachPointIsOff() {
        Fit fit = Fit.of(List.of(new Fit.Point(1, 1), new Fit.Point(2, 2), new Fit.Point(3, 6)));

        assertThat(fit.line().b()).isEqualTo(2.5);
        assertThat(fit.residuals()).isEqualTo("off by +0.5 at 1, -1.0 at 2, +0.5 at 3");
    }
}
