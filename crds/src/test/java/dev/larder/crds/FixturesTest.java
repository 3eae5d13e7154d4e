package dev.larder.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule has fixtures: {@code <kind>-<rule>/{valid,invalid}.yaml}, for a rule about changes also {@code before.yaml},
 * and in {@code refusal.txt} what the API server answers. The end-to-end tests send them to a real one.
 */
class FixturesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    static List<Path> fixtures() throws IOException {
        try (var directories = Files.list(FIXTURES)) {
            return directories.sorted().toList();
        }
    }

    @Test
    void everyRuleHasAFixtureThatItRefuses() throws IOException {
        var refused = new TreeSet<String>();
        for (Path fixture : fixtures()) {
            for (String cause : Files.readAllLines(fixture.resolve("refusal.txt"))) {
                refused.add(kind(fixture) + " " + cause.replaceAll("\\[\\d+]", "[]"));
            }
        }
        List<String> missing = new ArrayList<>();
        for (CustomResourceDefinition crd : SchemaTest.crds()) {
            String kind = crd.getSpec().getNames().getSingular();
            JSONSchemaProps root = SchemaTest.root(crd);
            collect(kind, "(object)", root, refused, missing);
            SchemaTest.walk(root, "", (path, schema) -> collect(kind, path.substring(1), schema, refused, missing));
        }
        assertThat(missing).isEmpty();
    }

    private static void collect(
            String kind, String path, JSONSchemaProps schema, TreeSet<String> refused, List<String> missing) {
        for (var rule : schema.getXKubernetesValidations()) {
            if (refused.stream()
                    .noneMatch(r -> r.startsWith(kind + " " + path + ": ") && r.endsWith(rule.getMessage()))) {
                missing.add(kind + " " + path + ": " + rule.getMessage());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void fixtureIsWhole(Path fixture) throws IOException {
        var files = new TreeSet<String>();
        try (var list = Files.list(fixture)) {
            list.forEach(f -> files.add(f.getFileName().toString()));
        }
        assertThat(files).contains("valid.yaml", "invalid.yaml", "refusal.txt");
        files.removeAll(List.of("valid.yaml", "invalid.yaml", "refusal.txt", "before.yaml"));
        assertThat(files).as("files that no test reads").isEmpty();

        for (String name : List.of("valid.yaml", "invalid.yaml")) {
            var object =
                    Serialization.unmarshal(Files.readString(fixture.resolve(name)), GenericKubernetesResource.class);
            assertThat(object.getKind().toLowerCase(Locale.ROOT)).isEqualTo(kind(fixture));
        }
    }

    private static String kind(Path fixture) {
        String name = fixture.getFileName().toString();
        return name.substring(0, name.indexOf('-'));
    }
}
