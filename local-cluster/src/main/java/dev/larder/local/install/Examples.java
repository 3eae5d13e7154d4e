package dev.larder.local.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.dataset.Dataset;
import dev.larder.local.machine.MachineException;
import dev.larder.local.origin.LocalOrigin;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The resources of {@code examples/}, as they fit a local origin. */
public final class Examples {
    /**
     * A whole cluster shares this machine's cores while it starts. Without the second compiler its Java programs take
     * half the processor time until they are at work; what they could do at best after minutes does not matter here.
     */
    static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private final YAMLMapper yaml = new YAMLMapper();
    private final Path directory;

    /** @param home the project's directory */
    public Examples(Path home) {
        this.directory = home.resolve("examples");
    }

    /** The CacheCluster, with the origin's account and endpoint. */
    public GenericKubernetesResource cacheCluster(LocalOrigin origin) {
        var tree = read("cache-cluster.yaml", CacheCluster.KIND);
        object(tree, "/spec/origins/0")
                .put("account", origin.account().name())
                .put("endpoint", origin.endpoint().toString());
        object(tree, "/spec")
                .withObject("/runtime")
                .withArray("env")
                .addObject()
                .put("name", "JDK_JAVA_OPTIONS")
                .put("value", QUICK_START);
        return resource(tree);
    }

    /** The Secret that the CacheCluster refers to. */
    public Secret secret(LocalOrigin origin) {
        var tree = read("cache-cluster.yaml", CacheCluster.KIND);
        return new SecretBuilder()
                .withNewMetadata()
                .withName(object(tree, "/spec/origins/0/credential/secretRef")
                        .path("name")
                        .asText())
                .withNamespace(object(tree, "/metadata").path("namespace").asText())
                .endMetadata()
                .withStringData(Map.of("account-key", origin.account().key()))
                .build();
    }

    /** The Dataset, under this name and of this container. */
    public GenericKubernetesResource dataset(LocalOrigin origin, String name, String container) {
        var tree = read("dataset.yaml", Dataset.KIND);
        object(tree, "/metadata").put("name", name);
        object(tree, "/spec/source/azureBlob")
                .put("account", origin.account().name())
                .put("container", container);
        return resource(tree);
    }

    private JsonNode read(String file, String kind) {
        try {
            var tree = yaml.readTree(directory.resolve(file).toFile());
            if (!kind.equals(tree.path("kind").asText())) {
                throw new MachineException(directory.resolve(file) + " should hold one " + kind);
            }
            return tree;
        } catch (IOException e) {
            throw new MachineException("cannot read " + directory.resolve(file), e);
        }
    }

    private ObjectNode object(JsonNode tree, String pointer) {
        if (tree.at(pointer) instanceof ObjectNode object) {
            return object;
        }
        throw new MachineException("An example in " + directory + " has no " + pointer);
    }

    private GenericKubernetesResource resource(JsonNode tree) {
        try {
            return yaml.treeToValue(tree, GenericKubernetesResource.class);
        } catch (JsonProcessingException e) {
            throw new MachineException("An example in " + directory + " is no resource", e);
        }
    }
}
