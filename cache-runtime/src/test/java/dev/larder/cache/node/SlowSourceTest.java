package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that sends slowly is given up and accused by those that would fetch from it, and by nobody else. */
class SlowSourceTest {

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void aSlowNodeIsNamedByThreeOthersAndWarmUpGoesOnAroundIt() throws Exception {
        TestData data = new TestData(origin, "slow");
        for (int i = 0; i < 12; i++) {
            data.blob("b" + i, (2 << 20) - i);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(5, 1);
                SlowLink link = new SlowLink(cluster.node("n0").peerAddress().getPort(), 100_000)) {
            MapEdit edit = cluster.map().edit();
            cluster.join(edit, "n0", "z0", link.port());
            cluster.map(edit.build());
            ManifestId id = cluster.dataset("ds", data, "Node", WarmUp.FULL);

            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> assertThat(accusers(cluster)).hasSizeGreaterThanOrEqualTo(3));
            for (CacheNode node : cluster.nodes()) {
                assertThat(node.report().slowPeers()).as(node.name()).isSubsetOf("n0");
            }
            // What the operator does.
            cluster.map(cluster.map().edit().leafOnly("n0").build());
            cluster.awaitWarm(id, data.totalBytes() * 5);
        }
    }

    private static List<String> accusers(TestCluster cluster) {
        return java.util.stream.StreamSupport.stream(cluster.nodes().spliterator(), false)
                .filter(node -> node.report().slowPeers().contains("n0"))
                .map(CacheNode::name)
                .toList();
    }
}
