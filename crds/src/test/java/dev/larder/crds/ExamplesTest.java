package dev.larder.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.dataset.Dataset;
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
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public JsonIgnoreProperties.Value findPropertyIgnoralByName(
                        MapperConfig<?> config, Annotated annotated) {
                    return JsonIgnoreProperties.Value.empty();
                }
            });

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
        HasMetadata object = yaml.contains("\nkind: " + CacheCluster.KIND)
                ? STRICT.readValue(yaml, CacheCluster.class)
                : STRICT.readValue(yaml, Dataset.class);
        assertThat(object.getMetadata().getName()).isNotBlank();
        assertThat(object.getMetadata().getNamespace()).isNotBlank();
    }

    @Test
    void aMisspelledFieldWouldBeFound() {
        assertThatThrownBy(() -> STRICT.readValue("""
                        kind: Dataset
                        spec: {placement: {scope: Zone, replica: 2}}
                        """, Dataset.class)).hasMessageContaining("replica");
    }
}
