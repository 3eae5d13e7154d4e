package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.report.DatasetReport;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that list the same blobs: their chunks are the same, and if they list no others, so are their manifests. */
class SharedBlobsTest {

    @AutoClose
    private final LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void equalDatasetsSayWhatEachOfThemHolds() throws Exception {
        TestData data = data("equal");
        long all = data.totalBytes();
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            // In the order in which nodes look at them.
            cluster.dataset("a-everywhere", data, "Node", WarmUp.FULL);
            cluster.dataset("b-once", data, "Cluster", WarmUp.FULL);
            cluster.dataset("c-when-read", data, "Cluster", WarmUp.ON_DEMAND);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(required(cluster, "a-everywhere")).isEqualTo(2 * all);
                assertThat(required(cluster, "b-once")).isEqualTo(all);
                assertThat(required(cluster, "c-when-read")).isZero();
                for (String name : new String[] {"a-everywhere", "b-once", "c-when-read"}) {
                    for (CacheNode node : cluster.nodes()) {
                        DatasetReport report = report(node, name);
                        assertThat(report.walked()).isTrue();
                        assertThat(report.heldBytes()).isEqualTo(report.requiredBytes());
                    }
                }
            });
        }
    }

    @Test
    void whatOneStoredForTheOtherGoesWhenNeitherListsIt() throws Exception {
        TestData data = data("overlap");
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1)) {
            CacheNode node = cluster.node("n0");
            cluster.awaitWarm(cluster.dataset("a", data, "Node", WarmUp.FULL), data.totalBytes());
            data.delete("b0");
            long common = data.totalBytes() - data.bytes("b0").length;
            cluster.awaitWarm(cluster.dataset("b", data, "Node", WarmUp.FULL), common);
            data.delete("b1");
            long rest = common - data.bytes("b1").length;
            cluster.awaitWarm(cluster.dataset("a", data, "Node", WarmUp.FULL), rest);
            awaitStored(node, common);

            cluster.delete("b");
            awaitStored(node, rest);
        }
    }

    private static void awaitStored(CacheNode node, long bytes) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(node.storedBytes()).isEqualTo(bytes));
    }

    private static long required(TestCluster cluster, String name) {
        long required = 0;
        for (CacheNode node : cluster.nodes()) {
            required += report(node, name).requiredBytes();
        }
        return required;
    }

    private static DatasetReport report(CacheNode node, String name) {
        return node.report().datasets().stream()
                .filter(report -> report.uid().equals("uid-" + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(node.name() + " knows no " + name));
    }

    private TestData data(String container) {
        TestData data = new TestData(origin, container);
        for (int i = 0; i < 3; i++) {
            data.blob("b" + i, 1_000_001 + i);
        }
        return data;
    }
}
