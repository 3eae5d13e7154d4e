package dev.larder.local.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.local.machine.Command;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTarTest {
    @TempDir
    Path directory;

    @Test
    void runsAsAnOrdinaryUserWithWhatWasAskedFor() throws IOException {
        var image = write("cache", spec(file("a", "hello")));

        var tar = unpack(image);
        var manifest = new ObjectMapper()
                .readTree(tar.resolve("manifest.json").toFile())
                .get(0);
        var config = new ObjectMapper()
                .readTree(tar.resolve(manifest.get("Config").asText()).toFile())
                .get("config");

        assertThat(manifest.get("RepoTags").get(0).asText()).isEqualTo("larder/test:1");
        assertThat(image.repository()).isEqualTo("larder/test");
        assertThat(image.tag()).isEqualTo("1");
        assertThat(config.get("User").asText()).isEqualTo("65532:65532");
        assertThat(config.get("Entrypoint").toString()).isEqualTo("[\"/bin/x\",\"y\"]");
        assertThat(config.get("Env").toString()).isEqualTo("[\"K=V\"]");
        assertThat(config.get("ExposedPorts").has("8700/tcp")).isTrue();
    }

    @Test
    void equalContentsMakeEqualBytes() throws IOException {
        var source = file("a", "hello");
        var first = write("one", spec(source));
        Files.setLastModifiedTime(source, FileTime.fromMillis(1));
        var second = write("two", spec(source));

        assertThat(second.tar()).hasSameBinaryContentAs(first.tar());
    }

    @Test
    void anUnchangedImageIsNotBuiltAgainAndAChangedOneIs() throws IOException {
        var source = file("a", "hello");
        var first = write("cache", spec(source));
        var built = Files.getLastModifiedTime(first.tar());

        assertThat(Files.getLastModifiedTime(write("cache", spec(source)).tar()))
                .isEqualTo(built);

        Files.writeString(source, "HELLO");
        assertThat(write("cache", spec(source)).tar()).isNotEqualTo(first.tar());
    }

    private Image write(String cache, ImageSpec spec) {
        return new ImageTar(directory.resolve(cache), Progress.silent()).write(spec);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static ImageSpec spec(Path source) {
        var layer = new Layer("files", List.of(new ImageFile(source, "/etc/a", "644")));
        return new ImageSpec("larder/test:1", List.of(layer), List.of("/bin/x", "y"), Map.of("K", "V"), List.of(8700));
    }

    private Path unpack(Image image) throws IOException {
        var target = Files.createDirectories(directory.resolve("unpacked"));
        Command.of("tar", "-xf", image.tar().toString(), "-C", target.toString())
                .run();
        return target;
    }
}
