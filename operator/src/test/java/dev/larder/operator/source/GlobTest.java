package dev.larder.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "**/*.tar, x.tar, true",
        "**/*.tar, a/b/x.tar, true",
        "**/*.tar, x.tar.gz, false",
        "*.tar, x.tar, true",
        "*.tar, a/x.tar, false",
        "a/**, a/b/c, true",
        "a/**, a/, true",
        "a/**, ab/c, false",
        "a/**/z, a/z, true",
        "a/**/z, a/b/c/z, true",
        "a/**/z, a/bz, false",
        "**, anything/at/all, true",
        "?.txt, a.txt, true",
        "?.txt, ab.txt, false",
        "?.txt, /.txt, false",
        "a**z, a/b/z, true",
        "train/*/part-?.bin, train/7/part-3.bin, true",
        "train/*/part-?.bin, train/7/8/part-3.bin, false",
        "literal.[x], literal.[x], true",
        "literal.[x], literal.x, false",
    })
    void matches(String pattern, String path, boolean expected) {
        assertThat(Glob.parse(pattern).matches(path)).isEqualTo(expected);
    }

    @Test
    void aHostilePatternTakesNoLonger() {
        Glob hostile = Glob.parse("*a".repeat(500) + "b");
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(hostile.matches("a".repeat(1024))).isFalse());
    }
}
