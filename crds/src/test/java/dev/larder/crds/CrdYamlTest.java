package dev.larder.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checked-in CRDs are those of the record types; {@code -Dlarder.crds.write=true} rewrites them. */
class CrdYamlTest {
    private static final Path CHECKED_IN =
            Path.of(System.getProperty("larder.root", "..")).resolve("helm/larder/files/crds");

    @Test
    void checkedInFilesAreGenerated(@TempDir Path scratch) throws IOException {
        Map<String, String> generated = GeneratedCrds.generate(scratch);
        if (Boolean.getBoolean("larder.crds.write")) {
            for (var file : generated.entrySet()) {
                Files.writeString(CHECKED_IN.resolve(file.getKey()), file.getValue());
            }
        }
        assertThat(generated).hasSize(2);
        generated.forEach((name, yaml) -> assertThat(CHECKED_IN.resolve(name))
                .as("%s; mvn -pl crds test -Dlarder.crds.write=true rewrites it", name)
                .exists()
                .hasContent(yaml));
    }
}
