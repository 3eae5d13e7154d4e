package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostDiskTest {

    @TempDir
    Path directory;

    @Test
    void aNodeThatLosesADiskServesOnAndGetsWhatWasOnItFromItsPeers() throws Exception {
        try (LoopbackOrigin origin = LoopbackOrigin.start();
                TestCluster cluster =
                        new TestCluster(origin, directory).disks(2).nodes(3, 1)) {
            TestData before = data(origin, "before");
            TestData after = data(origin, "after");
            ManifestId held = cluster.dataset("before", before, "Node", WarmUp.FULL);
            cluster.awaitWarm(held, before.totalBytes() * 3);
            OriginCounts whole = origin.probe().counts();

            Path lost = directory.resolve("n0/disk-1");
            delete(lost.resolve("segments"));
            // Where a new file cannot be made the loss is noticed; each Dataset has files of its own.
            ManifestId next = cluster.dataset("after", after, "Node", WarmUp.FULL);
            cluster.awaitWarm(next, after.totalBytes() * 3);

            CacheNode node = cluster.node("n0");
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(node.storedBytes())
                            .as("held on the disk that is left")
                            .isEqualTo(before.totalBytes() + after.totalBytes()));
            for (String path : before.paths()) {
                Reading.blob(node, cluster.revision(node, held), path, before.bytes(path));
                Reading.blob(node, cluster.revision(node, next), path, after.bytes(path));
            }
            OneCopyTest.assertOneCopy(origin.probe().counts().minus(whole), after);
            assertThat(metrics(node))
                    .contains("larder_cache_disk_failed{disk=\"" + directory.resolve("n0") + "\"} 0")
                    .contains("larder_cache_disk_failed{disk=\"" + lost + "\"} 1");
        }
    }

    /** It is mapped into memory, and what is not there is an error of the machine. */
    @Test
    void aManifestThatCannotBeReadAnyMoreHoldsUpNoOtherDataset() throws Exception {
        try (LoopbackOrigin origin = LoopbackOrigin.start();
                TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1)) {
            TestData before = data(origin, "unreadable");
            TestData after = data(origin, "readable");
            ManifestId lost = cluster.dataset("before", before, "Node", WarmUp.FULL);
            cluster.awaitWarm(lost, before.totalBytes());
            Path manifest = directory.resolve("n0/state/manifests/" + lost.hex());
            Files.write(manifest, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);

            ManifestId next = cluster.dataset("after", after, "Node", WarmUp.FULL);
            cluster.awaitWarm(next, after.totalBytes());
        }
    }

    private static TestData data(LoopbackOrigin origin, String container) {
        TestData data = new TestData(origin, container);
        for (int i = 0; i < 10; i++) {
            data.blob("b" + i, 1_000_001 + i);
        }
        return data;
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            List<Path> deepestFirst = files.sorted((a, b) -> b.compareTo(a)).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    private static String metrics(CacheNode node) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + node.adminAddress().getPort() + "/metrics");
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
