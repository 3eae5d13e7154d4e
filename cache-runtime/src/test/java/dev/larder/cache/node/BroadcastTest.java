package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Dataset that every node keeps reaches all of them as one copy from the origin, and no node carries the others. */
class BroadcastTest {

    private static final Geometry SMALL = new Geometry(64 << 10, 256 << 10);
    private static final int NODES = 24;
    private static final int EXTENTS = 96;

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void everyNodeOfTwoCellsGetsAll() throws Exception {
        TestData data = new TestData(origin, "broadcast");
        for (int i = 0; i < 24; i++) {
            data.blob("b" + i, (1 << 20) - i);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(NODES, 2)) {
            OriginCounts before = origin.probe().counts();
            ManifestId id = cluster.dataset("ds", data, "Node", WarmUp.FULL, SMALL);
            cluster.awaitWarm(id, data.totalBytes() * NODES);

            OneCopyTest.assertOneCopy(origin.probe().counts().minus(before), data);
            List<Double> copies = new ArrayList<>();
            long offered = 0;
            for (CacheNode node : cluster.nodes()) {
                copies.add(node.sentToPeers() / (double) data.totalBytes());
                offered += node.offeredToMates();
            }
            assertThat(copies).as("copies that each node sent").allMatch(sent -> sent <= 2.5);
            // Each cell imports one copy: the first from the origin, the other from a node of the first.
            // Bytes may have come before their sender counts them.
            await("all is counted").untilAsserted(() -> {
                assertThat(sentWithin(cluster, "Cell")).isEqualTo((NODES - 2) * data.totalBytes());
                assertThat(sentWithin(cluster, "Cluster")).isEqualTo(data.totalBytes());
            });
            // All but those that the two importers of each extent bring.
            assertThat(offered).as("extents from mates").isGreaterThan(EXTENTS * (NODES - 2) / 2);
            for (CacheNode node : cluster.nodes()) {
                DatasetRevision revision = cluster.revision(node, id);
                for (String path : data.paths()) {
                    Reading.blob(node, revision, path, data.bytes(path));
                }
            }
        }
    }

    private static long sentWithin(TestCluster cluster, String level) {
        long sum = 0;
        for (CacheNode node : cluster.nodes()) {
            sum += node.sentToPeersWithin().getOrDefault(level, 0L);
        }
        return sum;
    }

    @Test
    void nodesThatVanishAreReplacedAtOnceAndTheOriginIsStillReadOnce() throws Exception {
        TestData data = new TestData(origin, "vanish");
        for (int i = 0; i < 8; i++) {
            data.blob("b" + i, (1 << 20) - i);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(6, 1)) {
            OriginCounts before = origin.probe().counts();
            cluster.crash("n1");
            cluster.crash("n4");
            ManifestId id = cluster.dataset("ds", data, "Node", WarmUp.FULL, SMALL);
            // The map does not know yet that they are gone: others import what they would, and one other reads what
            // they would.
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> {
                        for (CacheNode node : cluster.nodes()) {
                            assertThat(cluster.report(node, id).heldBytes()).isEqualTo(data.totalBytes());
                        }
                    });
            OneCopyTest.assertOneCopy(origin.probe().counts().minus(before), data);
        }
    }
}
