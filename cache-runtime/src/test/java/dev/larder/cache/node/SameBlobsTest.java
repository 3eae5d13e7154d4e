package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.DatasetReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets with the same blobs have the same manifest, and differ in where they want them. */
class SameBlobsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void eachIsReportedByItsOwnScopeAndStrategy() throws Exception {
        TestData data = new TestData(origin, "shared").blob("a.bin", 3_000_001).blob("b.bin", 2 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(4, 2)) {
            // Walked in this order.
            ManifestId id = cluster.dataset("everywhere", data, "Node", WarmUp.FULL);
            cluster.dataset("once", data, "Cluster", WarmUp.FULL);
            cluster.dataset("read", data, "Zone", WarmUp.ON_DEMAND);

            awaitSum(cluster, id, "uid-everywhere", data.totalBytes() * 4);
            awaitSum(cluster, id, "uid-once", data.totalBytes());
            awaitSum(cluster, id, "uid-read", 0);
        }
    }

    @Test
    void whatAnotherScopeNoLongerAsksForIsGivenBack() throws Exception {
        TestData data =
                new TestData(origin, "narrowed").blob("a.bin", 3_000_001).blob("b.bin", 2 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(4, 2)) {
            ManifestId id = cluster.dataset("ds", data, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * 4);
            cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes());
            await().atMost(LIMIT).untilAsserted(() -> {
                long used = 0;
                for (CacheNode node : cluster.nodes()) {
                    used += node.report().usedBytes();
                }
                assertThat(used).isLessThan(data.totalBytes() * 2);
            });
        }
    }

    private static void awaitSum(TestCluster cluster, ManifestId id, String uid, long required) {
        await().atMost(LIMIT).untilAsserted(() -> {
            long sum = 0;
            long held = 0;
            for (CacheNode node : cluster.nodes()) {
                DatasetReport report = Objects.requireNonNull(node.report().datasets().stream()
                        .filter(each ->
                                each.uid().equals(uid) && each.manifest().equals(id))
                        .findFirst()
                        .orElse(null));
                assertThat(report.walked()).isTrue();
                sum += report.requiredBytes();
                held += report.heldBytes();
            }
            assertThat(sum).as(uid).isEqualTo(required);
            assertThat(held).as(uid).isEqualTo(required);
        });
    }
}
