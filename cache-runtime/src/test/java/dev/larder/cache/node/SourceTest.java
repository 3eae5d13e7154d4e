package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer says where its bytes were. */
class SourceTest {

    private static final int BLOBS = 16;
    private static final int SIZE = 100_000;

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theFirstReaderIsToldThePeerOrTheOriginAndTheNextOnesThisNode() throws Exception {
        TestData data = new TestData(origin, "sources");
        for (int i = 0; i < BLOBS; i++) {
            data.blob("b" + i, SIZE);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 2)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            CacheNode first = cluster.node("n0");
            CacheNode second = cluster.node("n1");
            cluster.revision(first, id);
            cluster.revision(second, id);
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < BLOBS; i++) {
                String path = "b" + i;
                List<String> sources = List.of(
                        source(first, data, path),
                        source(second, data, path),
                        source(first, data, path),
                        source(second, data, path));
                switch (sources.getFirst()) {
                    // The first node is the one that keeps it.
                    case "origin" -> assertThat(sources.get(1)).isEqualTo("peer");
                    case "peer" -> assertThat(sources.get(1)).isIn("disk", "memory");
                    default -> throw new AssertionError(sources.toString());
                }
                assertThat(sources.subList(2, 4)).as(path).isSubsetOf("disk", "memory");
                seen.addAll(sources);
            }
            assertThat(seen).containsExactlyInAnyOrder("origin", "peer", "disk", "memory");
            String metrics = metrics(first) + metrics(second);
            for (String source : seen) {
                assertThat(metrics).containsPattern("larder_cache_blob_bytes_total\\{source=\"" + source + "\"} [1-9]");
            }
            assertThat(cluster.report(first, id).hitBytes()
                            + cluster.report(second, id).hitBytes())
                    .as("what was here when it was asked for")
                    .isBetween(2L * BLOBS * SIZE, 3L * BLOBS * SIZE);
        }
    }

    private String source(CacheNode node, TestData data, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + node.blobEndpoint().getPort() + "/" + data.account() + "/"
                + data.container() + "/" + path);
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(data.bytes(path));
        return answer.headers().firstValue("x-larder-source").orElseThrow();
    }

    private String metrics(CacheNode node) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + node.adminAddress().getPort() + "/metrics");
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
