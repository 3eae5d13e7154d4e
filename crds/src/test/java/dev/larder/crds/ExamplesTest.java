package dev.larder.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples are what people copy: each is an object of ours without a misspelled field. */
class ExamplesTest {
    static List<Path> examples() throws IOException {
        try (Stream<Path> files =
                Files.walk(Path.of(System.getProperty("larder.root", "..")).resolve("examples"))) {
            return files.filter(f -> f.toString().endsWith(".yaml"))
                    .filter(f -> !f.endsWith("values.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void hasNoFieldThatTheTypesLack(Path example) throws IOException {
        String yaml = Files.readString(example);
        HasMetadata object = StrictYaml.read(yaml);
        assertThat(object.getMetadata().getName()).isNotBlank();
        assertThat(object.getMetadata().getNamespace()).isNotBlank();
    }

    @Test
    void aMisspelledFieldWouldBeFound() {
        assertThatThrownBy(() -> StrictYaml.read("""
                        apiVersion: larder.dev/v1alpha1
                        kind: Dataset
                        spec: {placement: {scope: Zone, replica: 2}}
                        """)).hasMessageContaining("replica");
    }
}
