package dev.larder.local.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void theSampleHasFewLargeAndManySmallFiles() {
        var sample = Tree.sample();

        assertThat(sample.bytes()).isBetween(240 * MIB, 270 * MIB);
        assertThat(sample.leaves()).hasSizeGreaterThan(600);
        assertThat(sample.leaves().stream().map(Leaf::path).collect(Collectors.toSet()))
                .hasSameSizeAs(sample.leaves());
        assertThat(sample.leaves()).filteredOn(leaf -> leaf.size() > 40 * MIB).hasSize(3);
    }

    @Test
    void generatedFilesAreTheSameEveryTimeAndDifferFromEachOther() {
        var once = Tree.ofSizes("a", 100_000, 100_000, 0);
        var again = Tree.ofSizes("a", 100_000, 100_000, 0);

        assertThat(once.leaves().stream().map(Leaf::sha256))
                .containsExactlyElementsOf(
                        again.leaves().stream().map(Leaf::sha256).toList())
                .doesNotHaveDuplicates();
        assertThat(once.leaves().getLast().sha256())
                .as("SHA-256 of nothing")
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void aGeneratedFileHasItsSizeHoweverItIsRead() throws IOException {
        var leaf = Tree.ofSizes("a", 40_001).leaves().getFirst();

        try (var in = leaf.content().open()) {
            assertThat(in.readNBytes(7)).hasSize(7);
            assertThat(in.readAllBytes()).hasSize(39_994);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aDirectoryIsReadByRelativePath(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("b"));
        Files.writeString(directory.resolve("b/two"), "two");
        Files.writeString(directory.resolve("a"), "one");

        assertThat(Tree.of(directory).leaves()).extracting(Leaf::path).containsExactly("a", "b/two");
    }

    @Test
    void aDirectoryWithoutFilesIsRefused(@TempDir Path directory) {
        assertThatThrownBy(() -> Tree.of(directory)).isInstanceOf(MachineException.class);
        assertThatThrownBy(() -> Tree.of(directory.resolve("none"))).hasMessageContaining("is not a directory");
    }
}
