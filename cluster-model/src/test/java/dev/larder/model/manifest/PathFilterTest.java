package dev.larder.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFilterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "**/*.tar | a.tar | true",
                "**/*.tar | x/y/a.tar | true",
                "**/*.tar | x/y/a.tar.gz | false",
                "**/*.tar | x.tar/a | false",
                "*.tar | a.tar | true",
                "*.tar | .tar | true",
                "*.tar | x/a.tar | false",
                "a/** | a/b | true",
                "a/** | a/b/c | true",
                "a/** | a | false",
                "a/** | ab/c | false",
                "** | anything/at/all | true",
                "a/**/z | a/z | true",
                "a/**/z | a/b/c/z | true",
                "a/**/z | a/bz | false",
                "a/**/z | az | false",
                "**/b/** | b/c | true",
                "**/b/** | a/b/c | true",
                "**/b/** | a/b | false",
                "a?c | abc | true",
                "a?c | a/c | false",
                "a?c | a😀c | true",
                "{train,val}/*.jpg | val/x.jpg | true",
                "{train,val}/*.jpg | test/x.jpg | false",
                "x{,.gz} | x | true",
                "x{,.gz} | x.gz | true",
                "{a,b}{c,d} | bd | true",
                "{a,b}{c,d} | ab | false",
                "shard-[0-9][0-9].tar | shard-07.tar | true",
                "shard-[0-9][0-9].tar | shard-7.tar | false",
                "[!a]x | bx | true",
                "[!a]x | ax | false",
                "[!a]x | /x | false",
                "[ -z]x | /x | false",
                "[a-]x | -x | true",
                "a\\*b | a*b | true",
                "a\\*b | aXb | false",
                "\\{a,b} | {a,b} | true",
                "a*b*c | aXbYbZc | true",
                "A | a | false",
                "*a | ba | true",
                "a.b | aXb | false",
            })
    void matchesAsDocumented(String pattern, String path, boolean matches) {
        assertThat(new PathFilter(List.of(pattern), List.of()).matches(path)).isEqualTo(matches);
    }

    @Test
    void includedAndNotExcluded() {
        PathFilter filter = new PathFilter(List.of("**/*.tar", "**/*.json"), List.of("tmp/**", "**/._*"));
        assertThat(filter.matches("a/b.tar")).isTrue();
        assertThat(filter.matches("b.json")).isTrue();
        assertThat(filter.matches("tmp/b.tar")).isFalse();
        assertThat(filter.matches("a/._b.tar")).isFalse();
        assertThat(filter.matches("a/b.txt")).isFalse();
        assertThat(PathFilter.ALL.matches("x")).isTrue();
        assertThat(new PathFilter(List.of(), List.of("x")).matches("y")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a**", "**a", "a/**b", "{a,b", "[a", "[]", "[z-a]", "[/]", "a\\"})
    void badPatternsAreNamed(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PathFilter(List.of("ok", pattern), List.of()))
                .withMessageStartingWith("pattern \"" + pattern + "\"");
    }

    @Test
    void alternativesAreBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PathFilter(List.of("{a,b}".repeat(7)), List.of()));
        assertThat(new PathFilter(List.of("{a,b}".repeat(6)), List.of()).matches("ababab"))
                .isTrue();
    }

    @Test
    @Timeout(20)
    void noPatternIsSlow() {
        PathFilter filter = new PathFilter(List.of("**/" + "*a".repeat(200) + "b"), List.of());
        assertThat(filter.matches("a".repeat(1024))).isFalse();
    }
}
