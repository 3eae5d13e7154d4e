package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.local.sample.Tree;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is deleted gives its space back, says what still uses it, and waits for no dead node. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class DeletionIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long SIZE = 24L << 20;

    private final InstalledLarder larder;

    DeletionIT(InstalledLarder larder) {
        this.larder = larder;
    }

    @Test
    void aDeletedDatasetFreesItsSpaceOnAllNodes() {
        var before = usedOnDisks();
        larder.upload("freed", Tree.ofSizes("freed", SIZE));
        larder.dataset("freed", "freed", Map.of("placement", Map.of("scope", "Node")))
                .untilWarm(LIMIT, state -> {});
        assertThat(usedOnDisks() - before).isGreaterThanOrEqualTo(InstalledLarder.NODES * SIZE);

        larder.delete("freed");

        Awaitility.await("the space is free").atMost(LIMIT).until(() -> usedOnDisks() - before < SIZE);
    }

    @Test
    void aDatasetCanBeDeletedWhileANodeIsDead() {
        larder.upload("mourned", Tree.ofSizes("mourned", SIZE));
        larder.dataset("mourned", "mourned", Map.of("placement", Map.of("scope", "Node")))
                .untilWarm(LIMIT, state -> {});
        var node = larder.nodes().get(1);
        var dead = node.name();
        var before = used(dead);
        larder.cluster().powerOff(dead);
        try {
            larder.delete("mourned");
        } finally {
            larder.bringBack(node);
        }

        Awaitility.await("the node drops it when it is back").atMost(LIMIT).until(() -> used(dead) < before);
    }

    @Test
    void aCacheClusterInUseSaysByWhatAndGoesAfterIt() {
        var other = larder.larder().examples().cacheCluster(larder.origin());
        other.getMetadata().setName("other");
        other.<Map<String, Object>>get("spec")
                .put("nodes", Map.of("selector", Map.of("matchLabels", Map.of("larder.dev/none", "here"))));
        larder.larder().apply(other);
        larder.upload("user", Tree.ofSizes("user", 1000));
        larder.dataset("user", "user", Map.of("cacheClusterRef", Map.of("name", "other", "namespace", "larder")));
        var clusters = larder.cluster()
                .client()
                .resources(CacheCluster.class)
                .inNamespace("larder")
                .withName("other");
        Awaitility.await("the CacheCluster is looked after")
                .atMost(LIMIT)
                .until(() -> !clusters.get().getMetadata().getFinalizers().isEmpty());

        clusters.delete();

        Awaitility.await("it says what uses it")
                .atMost(LIMIT)
                .until(() -> messages(clusters.get()), said -> said.contains("default/user"));
        larder.delete("user");
        Awaitility.await("it is gone").atMost(LIMIT).until(() -> clusters.get() == null);
    }

    private static String messages(@Nullable CacheCluster cluster) {
        var status = cluster == null ? null : cluster.getStatus();
        return status == null
                ? "no status"
                : status.conditions().stream().map(Condition::getMessage).collect(Collectors.joining("; "));
    }

    /** Bytes that the nodes' stores take up. */
    private long usedOnDisks() {
        return larder.nodes().stream().mapToLong(node -> used(node.name())).sum();
    }

    private long used(String node) {
        try (var files = Files.walk(larder.cluster().nvme(node).resolve("larder"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException changing) {
            // Files come and go while they are counted; the next look decides.
            return Long.MAX_VALUE / InstalledLarder.NODES / 2;
        }
    }
}
