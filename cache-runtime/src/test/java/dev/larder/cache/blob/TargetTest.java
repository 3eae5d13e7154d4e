package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "/contoso/data/a, contoso, data, a",
        "/contoso/data/a/b//c, contoso, data, a/b//c",
        "/contoso/data/a%2Fb, contoso, data, a/b",
        "/contoso/data/%2541, contoso, data, %41",
        "/contoso/data/a+b%20c, contoso, data, a+b c",
        "/contoso/data/%C3%BC, contoso, data, ü",
        "/contoso/data/a?sv=1&sig=x%2By, contoso, data, a",
        "/contoso/%24root/a, contoso, $root, a",
        "/contoso/a.txt, contoso, $root, a.txt",
        "/contoso/data?restype=container, contoso, data, ''",
        "/contoso/data/?restype=container, contoso, data, ''",
        "/contoso, contoso, '', ''",
        "/contoso/?comp=list, contoso, '', ''",
        "/tree--vision--0123456789ab/data/a, tree--vision--0123456789ab, data, a",
        "http://x:80/contoso/data/a, contoso, data, a",
        "/contoso/data/..a/b..c/..., contoso, data, ..a/b..c/...",
    })
    void pathStyle(String uri, String account, String container, String blob) {
        assertThat(Target.parse(uri, "127.0.0.1:8700")).isInstanceOfSatisfying(Target.Parsed.Good.class, good -> {
            assertThat(good.target().account()).isEqualTo(account);
            assertThat(good.target().container()).isEqualTo(container);
            assertThat(good.target().blob()).isEqualTo(blob);
            assertThat(good.target().hostStyle()).isFalse();
        });
    }

    @Test
    void hostStyleKeepsTheWholePathRaw() {
        assertThat(Target.parse("/data/a%2Fb?sig=%2B", "Contoso.blob.core.windows.net:443"))
                .isInstanceOfSatisfying(Target.Parsed.Good.class, good -> {
                    assertThat(good.target().account()).isEqualTo("contoso");
                    assertThat(good.target().blob()).isEqualTo("a/b");
                    assertThat(good.target().rawPath()).isEqualTo("/data/a%2Fb");
                    assertThat(good.target().query().raw()).isEqualTo("sig=%2B");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/contoso/data/../x",
                "/contoso/data/a/%2e%2e/x",
                "/contoso/data/%2E",
                "/contoso/data/a%2F..%2Fb",
                "/contoso/data/a%00b",
                "/contoso/data/a%0Ab",
                "/contoso/data/%C0%AF",
                "/contoso/data/%ED%A0%80",
                "/contoso/data/%FF",
                "/contoso/data/%zz",
                "/contoso/data/%4",
                "/contoso/DATA/x",
                "/contoso/da%2Fta/x",
                "/contoso//x/y",
                "/CONTOSO/data/x",
                "/../data/x",
                "/",
                "//data/x",
                "contoso/data/x",
                "*",
                "",
                "/contoso/data/a#b",
                "ftp://x/contoso/data/a",
                "/contoso/data/a?x=%zz"
            })
    void refusedWith400(String uri) {
        assertThat(Target.parse(uri, "h"))
                .isInstanceOfSatisfying(
                        Target.Parsed.Bad.class,
                        bad -> assertThat(bad.refusal().error().status()).isEqualTo(400));
    }

    @Test
    void namesHaveALimit() {
        assertThat(Target.parse("/contoso/data/" + "x".repeat(1024), "h")).isInstanceOf(Target.Parsed.Good.class);
        assertThat(Target.parse("/contoso/data/" + "x".repeat(1025), "h")).isInstanceOf(Target.Parsed.Bad.class);
    }

    @Test
    void nothingMakesItThrow() {
        var random = new Random(7);
        var alphabet = "/%?&=.2eEfF0cC3azA-$#\\ \u0000\u00ff+:";
        for (int i = 0; i < 50_000; i++) {
            var uri = new StringBuilder(random.nextBoolean() ? "/contoso/data/" : "/");
            for (int n = random.nextInt(30); n > 0; n--) {
                uri.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var parsed = Target.parse(uri.toString(), random.nextBoolean() ? null : "a.blob.x");
            if (parsed instanceof Target.Parsed.Good(var target)
                    && !target.blob().isEmpty()) {
                assertThat(target.ref().path()).isEqualTo(target.blob());
            }
        }
    }

    @Test
    void aQueryWithMoreThanIsLookedAtIsRefused() {
        String most = "x&".repeat(63);
        assertThat(Target.parse("/contoso/data/a?" + most + "sv=1", "127.0.0.1:8700"))
                .isInstanceOf(Target.Parsed.Good.class);
        assertThat(Target.parse("/contoso/data/a?" + most + "sv=1&snapshot=1", "127.0.0.1:8700"))
                .isNotInstanceOf(Target.Parsed.Good.class);
    }
}
