package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that list some of the same blobs share the chunks of these. */
class SharedBlobsTest {

    @AutoClose
    private final LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

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

    private TestData data(String container) {
        TestData data = new TestData(origin, container);
        for (int i = 0; i < 3; i++) {
            data.blob("b" + i, 1_000_001 + i);
        }
        return data;
    }
}
