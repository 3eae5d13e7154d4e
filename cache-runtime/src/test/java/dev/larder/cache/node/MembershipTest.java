package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes come, go and come back, and none of it reaches the origin. */
class MembershipTest {

    private static LoopbackOrigin origin;
    private static TestData data;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        origin = LoopbackOrigin.start();
        data = new TestData(origin, "members").blob("a", 5_000_000).blob("b", 3_000_000);
        for (int i = 0; i < 20; i++) {
            data.blob("s" + i, 10_000 + i);
        }
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void powerCutNodeFindsItsDataAgainAndOthersNeverNotice() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(4, 2)) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * 2);
            OriginCounts warm = origin.probe().counts();

            long peerBytes = cluster.report(cluster.node("n1"), id).peerBytes();
            Path disk = cluster.snapshot("n1", "n1-after-power-cut");
            cluster.crash("n1");
            readAll(cluster, id);

            CacheNode back = cluster.start("n1", disk);
            MapEdit edit = cluster.map().edit();
            cluster.join(edit, back, "z1");
            cluster.map(edit.build());
            cluster.awaitWarm(id, data.totalBytes() * 2);
            assertThat(cluster.report(back, id).peerBytes())
                    .as("found again, not fetched again")
                    .isLessThanOrEqualTo(peerBytes);
            readAll(cluster, id);
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    @Test
    void joiningNodeTakesItsShareFromPeers() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(4, 2)) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * 2);
            OriginCounts warm = origin.probe().counts();

            CacheNode joined = cluster.start("n9");
            MapEdit edit = cluster.map().edit();
            cluster.join(edit, joined, "z0");
            cluster.map(edit.build());
            cluster.awaitWarm(id, data.totalBytes() * 2);
            assertThat(cluster.report(joined, id).heldBytes()).isPositive();

            cluster.map(cluster.map().edit().settle().build());
            cluster.awaitWarm(id, data.totalBytes() * 2);
            awaitStored(cluster, data.totalBytes() * 2);
            readAll(cluster, id);
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    @Test
    void drainedNodeIsRepairedFromWhatItHolds() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes());
            OriginCounts warm = origin.probe().counts();

            cluster.map(cluster.map().edit().drain("n1").build());
            cluster.awaitWarm(id, data.totalBytes());
            cluster.map(cluster.map().edit().settle().build());
            cluster.awaitWarm(id, data.totalBytes());
            cluster.map(cluster.map().edit().remove("n1").build());
            cluster.crash("n1");
            readAll(cluster, id);
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    /** As on a machine that has no time for it just then. */
    @Test
    void previousOwnerThatDoesNotAnswerOnceIsNotReplacedByTheOrigin() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1);
                SlowLink link = new SlowLink(cluster.node("n0").peerAddress().getPort(), 1 << 30, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes());
            OriginCounts warm = origin.probe().counts();

            MapEdit edit = cluster.map().edit();
            cluster.join(edit, "n0", "z0", link.port());
            cluster.map(edit.build());
            cluster.map(cluster.map().edit().settle().build());
            CacheNode joined = cluster.start("n1");
            MapEdit replaced = cluster.map().edit();
            cluster.join(replaced, joined, "z0");
            cluster.map(replaced.drain("n0").build());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(cluster.report(joined, id).heldBytes()).isEqualTo(data.totalBytes()));
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    @Test
    void vanishedNodeIsRepairedFromOtherZones() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(4, 2)) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * 2);
            OriginCounts warm = origin.probe().counts();

            cluster.crash("n2");
            readAll(cluster, id);
            cluster.map(cluster.map().edit().down("n2").build());
            cluster.awaitWarm(id, data.totalBytes() * 2);
            readAll(cluster, id);
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    @Test
    void readsAndRestartsGoOnWithoutAnOperator() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes());
            OriginCounts warm = origin.probe().counts();
            cluster.losesOperator();

            cluster.node("n0").close();
            CacheNode restarted = cluster.startAlone("n0");
            for (String path : data.paths()) {
                Reading.blob(restarted, cluster.revision(restarted, id), path, data.bytes(path));
            }
            assertThat(cluster.report(restarted, id).originBytes())
                    .as("counters go on after a restart")
                    .isPositive();
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    @Test
    void deletedDatasetGivesItsSpaceBack() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * 2);
            cluster.delete("ds");
            awaitStored(cluster, 0);
        }
    }

    /** Its peers no longer know what it tries to bring. */
    @Test
    void aNodeThatMissedADeletionBringsTheNextDatasetAtOnce() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 1)) {
            ManifestId deleted = cluster.dataset("deleted", data, "Node", WarmUp.FULL);
            Path disk = missTheDeletion(cluster, deleted, data.totalBytes() * 3);
            CacheNode back = cluster.startAlone("n1", disk);
            joinAgain(cluster, back, deleted);

            TestData others = new TestData(origin, "next").blob("c", 3_000_000);
            ManifestId next = cluster.dataset("next", others, "Node", WarmUp.FULL);
            cluster.awaitWarm(next, others.totalBytes() * 3, Duration.ofSeconds(15));
        }
    }

    /** The map may come a moment before the catalog that no longer names the Dataset. */
    @Test
    void aNodeThatWakesUpDoesNotAskTheOriginByAnOldCatalog() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 1)) {
            ManifestId deleted = cluster.dataset("deleted", data, "Cluster", WarmUp.FULL);
            Path disk = missTheDeletion(cluster, deleted, data.totalBytes());
            OriginCounts before = origin.probe().counts();
            CacheNode back = cluster.startAlone("n1", disk);
            cluster.announceNewerCatalog("n1");
            joinAgain(cluster, back, deleted);

            TestData others = new TestData(origin, "awake").blob("c", 3_000_000);
            ManifestId next = cluster.dataset("next", others, "Node", WarmUp.FULL);
            cluster.awaitWarm(next, others.totalBytes() * 3);
            assertThat(origin.probe().counts().minus(before).recent())
                    .filteredOn(request -> request.blob().startsWith(data.container()))
                    .isEmpty();
        }
    }

    /** The disk of n1, which stops, as it wakes up later: it lacks all and believes that the Dataset is still there. */
    private static Path missTheDeletion(TestCluster cluster, ManifestId id, long requiredBytes) throws Exception {
        cluster.awaitWarm(id, requiredBytes);
        Path disk = cluster.snapshot("n1", "n1-later");
        cluster.crash("n1");
        deleteSegments(disk);
        cluster.delete("deleted");
        awaitStored(cluster, 0);
        return disk;
    }

    private static void joinAgain(TestCluster cluster, CacheNode back, ManifestId known) {
        MapEdit edit = cluster.map().edit();
        cluster.join(edit, back, "z0");
        cluster.map(edit.build());
        Awaitility.await().until(() -> cluster.report(back, known).walked());
    }

    /** All that the node holds; what it knows of the cluster stays. */
    private static void deleteSegments(Path disk) throws IOException {
        try (var files = Files.walk(disk.resolve("segments"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void awaitStored(TestCluster cluster, long bytes) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            long stored = 0;
            for (CacheNode node : cluster.nodes()) {
                stored += node.storedBytes();
            }
            assertThat(stored).isEqualTo(bytes);
        });
    }

    private static void readAll(TestCluster cluster, ManifestId id) throws Exception {
        for (CacheNode node : cluster.nodes()) {
            for (String path : data.paths()) {
                Reading.blob(node, cluster.revision(node, id), path, data.bytes(path));
            }
        }
    }
}
