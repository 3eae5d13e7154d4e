package dev.larder.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.model.manifest.ManifestId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {
    private Path directory;
    private ManifestFiles files;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        files = new ManifestFiles(directory, 10);
    }

    @Test
    void takesOnlyWhatItClaimsToBe() throws Exception {
        byte[] bytes = "manifest".getBytes(StandardCharsets.UTF_8);
        files.receive(id(bytes), new ByteArrayInputStream(bytes));
        assertThat(Files.readAllBytes(Objects.requireNonNull(files.find(id(bytes)))))
                .isEqualTo(bytes);

        ManifestId other = new ManifestId("00".repeat(32));
        assertThatThrownBy(() -> files.receive(other, new ByteArrayInputStream(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other bytes");
        assertThat(files.find(other)).isNull();
        assertThat(names()).hasSize(1);
    }

    @Test
    void whatAKilledProcessHadBegunGoes() throws IOException {
        files.draft();
        Files.writeString(directory.resolve("ab".repeat(32)), "kept");
        new ManifestFiles(directory, 10);
        assertThat(names()).containsExactly(directory.resolve("ab".repeat(32)));
    }

    @Test
    void doesNotTakeWithoutBound() throws IOException {
        ManifestId id = new ManifestId("00".repeat(32));
        assertThatThrownBy(() -> files.receive(id, new ByteArrayInputStream(new byte[11])))
                .hasMessageContaining("larger than 10");
        assertThat(names()).isEmpty();
    }

    @Test
    void theOldestThatNobodyUsesGoFirst() throws Exception {
        ManifestId used = put("aaaaaa", 1);
        ManifestId old = put("bbbbbb", 2);
        ManifestId young = put("cccc", 3);
        files.trim(Set.of(used));
        assertThat(files.find(used)).isNotNull();
        assertThat(files.find(old)).isNull();
        assertThat(files.find(young)).isNotNull();
    }

    private ManifestId put(String text, int age) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        files.receive(id(bytes), new ByteArrayInputStream(bytes));
        Files.setLastModifiedTime(Objects.requireNonNull(files.find(id(bytes))), FileTime.fromMillis(age * 1000L));
        return id(bytes);
    }

    private List<Path> names() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private static ManifestId id(byte[] bytes) throws NoSuchAlgorithmException {
        return ManifestId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
