package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warm-up takes no more of the network than it may, and a reader who waits is not held back by that. */
class NetworkBudgetTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"1000000, 0, 0", "0, 1000000, 0", "0, 0, 1000000"})
    void warmUpKeepsToEachBudget(long upload, long download, long between) throws Exception {
        try (LoopbackOrigin origin = LoopbackOrigin.start();
                TestCluster cluster = new TestCluster(origin, directory)
                        .network(new NetworkBudgets(upload, download, between))
                        .nodes(2, 2)) {
            TestData data = new TestData(origin, "budget").blob("x", 3_000_000).blob("y", 1_000_000);
            long begun = System.nanoTime();
            ManifestId id = cluster.dataset("ds", data, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * 2);
            double seconds = (System.nanoTime() - begun) / 1e9;
            // Each sends the other what it read from the origin: one of the two has at least half to send.
            // Bytes may have come before their sender counts them.
            await("all is counted").until(() -> mostSent(cluster) >= data.totalBytes() / 2);
            assertThat(mostSent(cluster) / seconds).isLessThanOrEqualTo(1_000_000);
        }
    }

    private static long mostSent(TestCluster cluster) {
        long most = 0;
        for (CacheNode node : cluster.nodes()) {
            most = Math.max(most, node.sentToPeers());
        }
        return most;
    }

    @Test
    void aReaderIsNotHeldBack() throws Exception {
        try (LoopbackOrigin origin = LoopbackOrigin.start();
                TestCluster cluster = new TestCluster(origin, directory)
                        .network(new NetworkBudgets(70_000, 70_000, 70_000))
                        .nodes(2, 1)) {
            TestData data = new TestData(origin, "reader").blob("x", 8_000_000);
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            long begun = System.nanoTime();
            for (var node : cluster.nodes()) {
                Reading.blob(node, cluster.revision(node, id), "x", data.bytes("x"));
            }
            // About half of it crossed twice; at the budget that would have taken two minutes.
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(40));
        }
    }
}
