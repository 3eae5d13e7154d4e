package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.cache.CacheNode;
import dev.larder.cache.read.FillFailure;
import dev.larder.local.origin.Faults;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers and origins that do not do what they should: reads are right, late or refused, never wrong. */
class BadSourcesTest {

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void readerGetsRightBytesWhateverAPeerSends(FakePeer.Behaviour behaviour) throws Exception {
        TestData data = new TestData(origin, "bad-peer");
        for (int i = 0; i < 6; i++) {
            data.blob("b" + i, 1_500_000);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1);
                FakePeer fake = new FakePeer(behaviour)) {
            MapEdit edit = cluster.map().edit();
            edit.join(
                    "bad",
                    Levels.aks().locate(Map.of("topology.kubernetes.io/zone", "z0")),
                    "127.0.0.1",
                    fake.port(),
                    100);
            cluster.map(edit.build());
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            CacheNode node = cluster.node("n0");
            for (String path : data.paths()) {
                Reading.blob(node, cluster.revision(node, id), path, data.bytes(path));
            }
            assertThat(fake.requests()).isPositive();
        }
    }

    @Test
    void blobThatChangedIsRefusedAndNeverMixed() throws Exception {
        TestData data = new TestData(origin, "changing").blob("x", 2_000_000).blob("y", 300_000);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 3)) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.ON_DEMAND);
            CacheNode node = cluster.node("n0");
            byte[] old = data.bytes("x");
            data.put("x", new byte[2_000_000]);

            for (CacheNode each : cluster.nodes()) {
                Reading.Failed failed = catchThrowableOfType(
                        Reading.Failed.class, () -> Reading.blob(each, cluster.revision(each, id), "x", old));
                assertThat(failed).isNotNull();
                assertThat(failed.why.reason()).isEqualTo(FillFailure.Reason.SOURCE_CHANGED);
            }
            Reading.blob(node, cluster.revision(node, id), "y", data.bytes("y"));
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                long changed = 0;
                for (CacheNode each : cluster.nodes()) {
                    changed += cluster.report(each, id).changedBlobs();
                }
                assertThat(changed).isPositive();
            });
        }
    }

    @Test
    void readGoesOnWhereTheOriginBrokeIt() throws Exception {
        TestData data = new TestData(origin, "cut").blob("x", 4_000_000);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            for (CacheNode each : cluster.nodes()) {
                cluster.revision(each, id);
            }
            OriginCounts before = origin.probe().counts();
            origin.probe().inject(Faults.none().cutAfter(300_000, 3).busyNext(2));
            try {
                for (CacheNode each : cluster.nodes()) {
                    Reading.blob(each, cluster.revision(each, id), "x", data.bytes("x"));
                }
            } finally {
                origin.probe().heal();
            }
            // What was on its way when a connection was cut comes twice, and nothing else.
            assertThat(origin.probe().counts().minus(before).getBytes()).isLessThan(4_000_000 + 3 * 1_100_000);
        }
    }

    @Test
    void goneBlobIsNotAskedForAgainByEveryReader() throws Exception {
        TestData data = new TestData(origin, "gone").blob("x", 300_000);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            CacheNode node = cluster.node("n0");
            cluster.revision(node, id);
            data.delete("x");
            OriginCounts before = origin.probe().counts();
            for (int i = 0; i < 20; i++) {
                Reading.Failed failed = catchThrowableOfType(
                        Reading.Failed.class,
                        () -> Reading.blob(node, cluster.revision(node, id), "x", new byte[300_000]));
                // Azurite answers If-Match on a blob that is gone with 412, Azure with 404.
                assertThat(failed.why.reason().isFinal()).isTrue();
            }
            assertThat(origin.probe().counts().minus(before).requests()).isLessThan(5);
        }
    }
}
