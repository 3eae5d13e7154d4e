package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.Retention;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that a node has no room for, or not all the time. */
class NoRoomTest {

    @AutoClose
    private final LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void whatAQuotaDoesNotAllowIsNotFetchedAgainAndAgain() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1)) {
            TestData big = data("big", 12);
            long quota = 4 << 20;
            ManifestId id = cluster.retention(new Retention(true, 0, quota)).dataset("big", big, "Node", WarmUp.FULL);
            CacheNode node = cluster.node("n0");
            awaitFailure(cluster, node, id, "OVER_QUOTA");
            assertThat(failure(cluster, node, id).message()).contains("n0", "spec.retention.maxBytesPerNode");
            OriginCounts then = origin.probe().counts();
            assertThat(then.getBytes()).as("fetched in vain").isLessThanOrEqualTo(quota + (2 << 20));
            assertThat(cluster.report(node, id).heldBytes()).isBetween(quota - (2 << 20), quota);

            cluster.retention(null);
            long others = 0;
            for (int i = 0; i < 5; i++) {
                // Its turn is after the other's: when it is warm, the other was looked at once more.
                TestData small = data("small" + i, 1);
                others += small.totalBytes();
                cluster.awaitWarm(cluster.dataset("small" + i, small, "Node", WarmUp.FULL), small.totalBytes());
            }
            assertThat(origin.probe().counts().minus(then).getBytes()).isEqualTo(others);
            assertThat(failure(cluster, node, id).reason()).isEqualTo("OVER_QUOTA");

            cluster.dataset("big", big, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, big.totalBytes());
            assertThat(cluster.report(node, id).failure()).isNull();

            cluster.retention(new Retention(true, 0, quota)).dataset("big", big, "Node", WarmUp.FULL);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(cluster.report(node, id).heldBytes())
                            .as("held within a quota that became smaller")
                            .isBetween(quota - (2 << 20), quota));
            awaitFailure(cluster, node, id, "OVER_QUOTA");
        }
    }

    @Test
    void whatDoesNotFitWaitsUntilThereIsRoom() throws Exception {
        try (TestCluster cluster =
                new TestCluster(origin, directory).capacity(16 << 20).nodes(1, 1)) {
            TestData first = data("a-first", 10);
            TestData next = data("b-next", 10);
            CacheNode node = cluster.node("n0");
            cluster.awaitWarm(cluster.dataset("a-first", first, "Node", WarmUp.FULL), first.totalBytes());
            OriginCounts then = origin.probe().counts();
            ManifestId id = cluster.dataset("b-next", next, "Node", WarmUp.FULL);
            awaitFailure(cluster, node, id, "NO_SPACE");
            assertThat(cluster.report(node, id).heldBytes()).isLessThan(next.totalBytes());
            cluster.delete("a-first");
            cluster.awaitWarm(id, next.totalBytes());
            assertThat(origin.probe().counts().minus(then).getBytes())
                    .as("each byte once, but for what was refused at first")
                    .isLessThanOrEqualTo(next.totalBytes() + (3 << 20));
        }
    }

    @Test
    void pinnedDatasetsTakeWhatOthersHoldAndItIsNotFetchedAgain() throws Exception {
        try (TestCluster cluster =
                new TestCluster(origin, directory).capacity(16 << 20).nodes(1, 1)) {
            TestData loose = data("a-loose", 10);
            TestData pinned = data("b-pinned", 12);
            CacheNode node = cluster.node("n0");
            ManifestId id =
                    cluster.retention(new Retention(false, 5, 0)).dataset("a-loose", loose, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, loose.totalBytes());
            ManifestId kept = cluster.retention(null).dataset("b-pinned", pinned, "Node", WarmUp.FULL);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                DatasetReport report = cluster.report(node, kept);
                assertThat(report.heldBytes()).isEqualTo(pinned.totalBytes());
            });
            awaitFailure(cluster, node, id, "NO_SPACE");
            assertThat(cluster.report(node, id).heldBytes()).isLessThan(loose.totalBytes());
            assertThat(cluster.report(node, kept).heldBytes()).isEqualTo(pinned.totalBytes());
        }
    }

    @Test
    void whatThePoolHasFetchedBecomesTheDatasets() throws Exception {
        TestData data = data("shared", 3);
        var rule = new OnDemandRule(origin.account().name(), "shared", OnDemandRule.Policy.IMMUTABLE, 60, 300);
        try (TestCluster cluster =
                        new TestCluster(origin, directory).nodes(1, 1).onDemand("Zone", rule);
                HttpClient http = HttpClient.newHttpClient()) {
            CacheNode node = cluster.node("n0");
            OriginCounts before = origin.probe().counts();
            for (String path : data.paths()) {
                URI uri = URI.create("http://127.0.0.1:" + node.blobEndpoint().getPort() + "/" + data.account()
                        + "/shared/" + path + "?" + data.sas(null));
                var answer = http.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.body()).isEqualTo(data.bytes(path));
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(node.storedBytes()).isEqualTo(data.totalBytes()));
            ManifestId id = cluster.dataset("shared", data, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes());

            cluster.onDemand("Zone");
            TestData later = data("z-later", 1);
            // When the next one is warm a pass has ended, and the pool's files are gone with it, or with the one
            // before.
            cluster.awaitWarm(cluster.dataset("z-later", later, "Node", WarmUp.FULL), later.totalBytes());
            cluster.awaitWarm(id, data.totalBytes());
            assertThat(node.storedBytes()).isEqualTo(data.totalBytes() + later.totalBytes());
            for (String path : data.paths()) {
                Reading.blob(node, cluster.revision(node, id), path, data.bytes(path));
            }
            assertThat(origin.probe().counts().minus(before).getBytes())
                    .isEqualTo(data.totalBytes() + later.totalBytes());
        }
    }

    @Test
    void whatTwoDatasetsListIsNotFetchedAgainWhenOneIsDeleted() throws Exception {
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1)) {
            TestData data = data("common", 3);
            int own = 700_000;
            data.blob("own", own);
            CacheNode node = cluster.node("n0");
            cluster.awaitWarm(cluster.dataset("a", data, "Node", WarmUp.FULL), data.totalBytes());
            data.delete("own");
            long common = data.totalBytes() - own;
            ManifestId id = cluster.dataset("b", data, "Node", WarmUp.FULL);
            cluster.awaitWarm(id, common);
            OriginCounts then = origin.probe().counts();

            cluster.delete("a");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(node.storedBytes()).isEqualTo(common));
            cluster.awaitWarm(id, common);
            for (int i = 0; i < 3; i++) {
                Reading.blob(node, cluster.revision(node, id), "b" + i, data.bytes("b" + i));
            }
            assertThat(origin.probe().counts().minus(then).getBytes()).isZero();
        }
    }

    private TestData data(String container, int blobs) {
        TestData data = new TestData(origin, container);
        for (int i = 0; i < blobs; i++) {
            data.blob("b" + i, 1_000_001 + i);
        }
        return data;
    }

    private static void awaitFailure(TestCluster cluster, CacheNode node, ManifestId id, String reason) {
        cluster.revision(node, id);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(cluster.report(node, id).failure()).isNotNull();
            assertThat(failure(cluster, node, id).reason()).isEqualTo(reason);
        });
    }

    private static FillFailure failure(TestCluster cluster, CacheNode node, ManifestId id) {
        FillFailure failure = cluster.report(node, id).failure();
        if (failure == null) {
            throw new AssertionError("no failure of " + id);
        }
        return failure;
    }
}
