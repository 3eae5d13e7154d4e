package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A read whose source says nothing is answered by another node that holds the bytes, and costs the origin nothing. */
class LateSourceTest {

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void aSilentSourceIsReplacedByOneThatHoldsTheBytes() throws Exception {
        TestData data = new TestData(origin, "late");
        for (int i = 0; i < 6; i++) {
            data.blob("x" + i, 20_000);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 3);
                FakePeer silent = new FakePeer(FakePeer.Behaviour.SILENT)) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.ON_DEMAND);
            for (String name : new String[] {"n1", "n2"}) {
                readAll(cluster, name, id, data);
            }
            OriginCounts before = origin.probe().counts();
            MapEdit edit = cluster.map().edit();
            edit.join(
                    "silent",
                    Levels.aks().locate(Map.of("topology.kubernetes.io/zone", "z0")),
                    "127.0.0.1",
                    silent.port(),
                    100_000);
            cluster.map(edit.build());

            readAll(cluster, "n0", id, data);

            assertThat(silent.requests()).isPositive();
            assertThat(metrics(cluster.node("n0")))
                    .containsPattern("larder_cache_hedges_total\\{outcome=\"WON\"} [1-9]");
            assertThat(origin.probe().counts().minus(before).getBytes()).isZero();
        }
    }

    private static void readAll(TestCluster cluster, String name, ManifestId id, TestData data) throws Exception {
        CacheNode node = cluster.node(name);
        for (String path : data.paths()) {
            Reading.blob(node, cluster.revision(node, id), path, data.bytes(path));
        }
    }

    private static String metrics(CacheNode node) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI metrics = URI.create("http://127.0.0.1:" + node.adminAddress().getPort() + "/metrics");
            return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
