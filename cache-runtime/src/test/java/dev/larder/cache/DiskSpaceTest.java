package dev.larder.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskSpaceTest {

    @Test
    void disksAreListedWithCommas() {
        assertThat(DiskSpace.parse("/a=5,/mnt/b=c=1099511627776"))
                .containsExactly(new DiskSpace(Path.of("/a"), 5), new DiskSpace(Path.of("/mnt/b=c"), 1L << 40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "/a=", "/a=0", "/a=-1", "/a=1Gi", "=5", "/a=5,", "/a=5,,/b=5", "/a=5 ,/b=5"})
    void anythingElseIsRefusedWithTheExpectedForm(String text) {
        assertThatThrownBy(() -> DiskSpace.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PATH=BYTES");
    }

    @Test
    void aDirectoryIsNamedOnce() {
        assertThatThrownBy(() -> DiskSpace.parse("/a=5,/b/../a=6")).hasMessage("--store names /a twice");
    }
}
