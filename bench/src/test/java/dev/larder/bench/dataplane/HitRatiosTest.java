package dev.larder.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.bench.figures.Figure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HitRatiosTest {

    /** A short version of G13: a store so small has more bookkeeping, so the goals are not quite reached. */
    @Test
    void aCacheThatIsTooSmallIsWorthAlmostWhatItHolds(@TempDir Path work) throws Exception {
        assertThat(new HitRatios(48, 2_400).measure(work))
                .hasSize(2)
                .extracting(Figure::value)
                .allSatisfy(ratio -> assertThat(ratio).isBetween(0.8, 1.25));
    }
}
