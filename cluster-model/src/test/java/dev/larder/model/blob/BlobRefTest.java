package dev.larder.model.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobRefTest {

    @Test
    void parsesAccountContainerAndTheRestAsPath() {
        assertThat(BlobRef.parse("contoso/train/imagenet/a b.tar"))
                .isEqualTo(new BlobRef("contoso", "train", "imagenet/a b.tar"));
        assertThat(BlobRef.parse("/imagenet--vision/$root/x"))
                .isEqualTo(new BlobRef("imagenet--vision", "$root", "x"))
                .hasToString("imagenet--vision/$root/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a",
                "a/train",
                "a/train/",
                "A/train/x",
                "a/tr/x",
                "a/Train/x",
                "-a/train/x",
                "//train/x"
            })
    void refusesWhatNamesNoBlob(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BlobRef.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "a/../b",
                "a/.",
                "./a",
                "a/..",
                "/a",
                "a\u0000b",
                "a\nb",
                "a\u007f",
                "\ud800",
                "a\udc00b",
                "\ud800\ud800"
            })
    void refusesPathsThatCannotBeAskedForAlike(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlobRef.requirePath(path))
                .withMessageContaining("blob path must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", "a/b/", ".hidden", "a..b", "a//b", "ä/日本/\ud83d\ude00", "a b", "a%2e"})
    void acceptsOtherPaths(String path) {
        assertThat(BlobRef.requirePath(path)).isEqualTo(path);
    }

    @Test
    void boundsThePath() {
        assertThat(BlobRef.requirePath("x".repeat(1024))).hasSize(1024);
        assertThatIllegalArgumentException().isThrownBy(() -> BlobRef.requirePath("x".repeat(1025)));
    }
}
