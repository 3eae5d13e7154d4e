package dev.larder.operator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.operator.nodes.Labels;
import dev.larder.operator.nodes.NodeRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made for a CacheCluster: {@code <case>/in-cluster.yaml} and {@code in-nodes.yaml} give exactly
 * {@code out-<Kind>-<name>.yaml}. With {@code -Dgolden.write=true} the expected files are written instead.
 */
class GoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden");
    private static final RuntimeDefaults DEFAULTS =
            new RuntimeDefaults("larder/cache-runtime:1", "http://larder-operator.larder-system.svc:8710");

    static Stream<Path> cases() throws IOException {
        return Files.list(CASES).filter(Files::isDirectory).sorted();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void desired(Path directory) throws IOException {
        CacheCluster cluster =
                Serialization.unmarshal(Files.readString(directory.resolve("in-cluster.yaml")), CacheCluster.class);
        List<NodeRecord> nodes = nodes(Files.readString(directory.resolve("in-nodes.yaml")));
        Set<String> used = new TreeSet<>(Set.of("in-cluster.yaml", "in-nodes.yaml"));
        for (HasMetadata object : everything(cluster, nodes)) {
            String file = "out-" + object.getKind() + "-" + object.getMetadata().getName() + ".yaml";
            used.add(file);
            check(directory.resolve(file), object);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString()).collect(Collectors.toSet()))
                    .as("files of %s: each is read or made", directory)
                    .isEqualTo(used);
        }
    }

    private static List<HasMetadata> everything(CacheCluster cluster, List<NodeRecord> nodes) {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(Identity.desired(cluster));
        Groups.of(cluster, nodes).keySet().forEach(group -> objects.add(CacheNodes.desired(cluster, group, DEFAULTS)));
        return objects;
    }

    private static void check(Path file, HasMetadata object) throws IOException {
        String yaml = Serialization.asYaml(object);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, yaml);
            return;
        }
        assertThat(file).exists();
        assertThat(sorted(yaml)).as(file.toString()).isEqualTo(sorted(Files.readString(file)));
    }

    /** The order of a map's keys means nothing. */
    private static String sorted(String yaml) throws IOException {
        return new ObjectMapper()
                .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .withDefaultPrettyPrinter()
                .writeValueAsString(Serialization.unmarshal(yaml, Map.class));
    }

    private static List<NodeRecord> nodes(String yaml) {
        return Stream.of(yaml.split("(?m)^---$"))
                .map(text -> Serialization.unmarshal(text, Node.class))
                .map(node -> new NodeRecord(
                        node.getMetadata().getName(),
                        Labels.of(node.getMetadata().getLabels()),
                        true,
                        null))
                .toList();
    }
}
