package dev.larder.e2e;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.local.LocalNode;
import dev.larder.local.sample.Tree;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A CacheCluster without disks, beside the one of the examples: what it caches is in memory, and outlives the process. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class MemoryIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MIB = 1L << 20;
    private static final String NAME = "memory";
    private static final int BLOB_PORT = 8710;
    private static final Tree TREE = Tree.ofSizes(NAME, 18 * MIB, 5 * MIB, 70_000, 1);

    private final InstalledLarder larder;

    MemoryIT(InstalledLarder larder) {
        this.larder = larder;
    }

    @Test
    void whatMemoryHoldsOutlivesTheProcess() {
        larder.larder().apply(cacheCluster(larder.nodes().subList(0, 2)));
        try {
            outlivesItsProcess(larder.nodes().subList(0, 2));
        } finally {
            delete();
        }
    }

    private void outlivesItsProcess(List<LocalNode> nodes) {
        larder.upload(NAME, TREE);
        var dataset = larder.dataset(
                NAME,
                NAME,
                Map.of(
                        "cacheClusterRef", Map.of("name", NAME, "namespace", "larder"),
                        "placement", Map.of("scope", "Node")));
        dataset.untilWarm(LIMIT, state -> {});
        nodes.forEach(this::readsAsUploaded);
        var before = larder.counts();

        var victim = nodes.getLast();
        Processes.killCache(larder, victim.name(), NAME);
        Awaitility.await("the cache on " + victim.name() + " is back with what it had")
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> readsAsUploaded(victim));
        larder.assertNothingReachedTheOriginSince(before);
    }

    private void delete() {
        larder.delete(NAME);
        var clusters = larder.cluster()
                .client()
                .resources(CacheCluster.class)
                .inNamespace("larder")
                .withName(NAME);
        clusters.delete();
        clusters.waitUntilCondition(Objects::isNull, LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void readsAsUploaded(LocalNode node) {
        Reads.areLike(TREE, Reads.at("http://" + node.ip() + ":" + BLOB_PORT, larder.origin(), NAME));
    }

    private GenericKubernetesResource cacheCluster(List<LocalNode> nodes) {
        var cluster = larder.larder().examples().cacheCluster(larder.origin());
        cluster.getMetadata().setName(NAME);
        var spec = cluster.<Map<String, Object>>get("spec");
        var chosen = Map.of(
                "key",
                "kubernetes.io/hostname",
                "operator",
                "In",
                "values",
                nodes.stream().map(LocalNode::name).toList());
        spec.put("nodes", Map.of("selector", Map.of("matchExpressions", List.of(chosen))));
        spec.put("storage", Map.of("memory", Map.of("capacity", "64Mi")));
        spec.put("network", Map.of("blobPort", BLOB_PORT, "peerPort", BLOB_PORT + 1, "adminPort", BLOB_PORT + 2));
        return cluster;
    }
}
