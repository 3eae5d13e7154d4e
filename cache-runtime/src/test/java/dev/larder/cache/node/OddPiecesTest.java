package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.larder.cache.CacheNode;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer whose answers come in HTTP chunks of odd lengths: what is read to where a chunk's bytes belong has something
 * else in its middle, and ends anywhere.
 */
class OddPiecesTest {

    private static final int SIZE = 3_000_000;

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void bytesAreRightWhateverIsBetweenThem() throws Exception {
        TestData data = new TestData(origin, "odd-pieces");
        for (int i = 0; i < 8; i++) {
            data.blob("b" + i, SIZE + i);
        }
        try (TestCluster cluster = new TestCluster(origin, directory)
                        .silence(Duration.ofSeconds(30))
                        .nodes(2, 1);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HttpServer odd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            int peer = cluster.node("n0").peerAddress().getPort();
            odd.createContext("/", exchange -> passOn(exchange, peer));
            odd.setExecutor(threads);
            odd.start();
            try {
                MapEdit edit = cluster.map().edit();
                cluster.join(edit, "n0", "z0", odd.getAddress().getPort());
                cluster.map(edit.build());
                ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL, new Geometry(1 << 20, 4 << 20));
                cluster.awaitWarm(id, 8 * SIZE + 28);
                CacheNode reader = cluster.node("n1");
                for (String path : data.paths()) {
                    Reading.blob(reader, cluster.revision(reader, id), path, data.bytes(path));
                }
                assertThat(cluster.report(reader, id).peerBytes()).isGreaterThan(SIZE);
                // Wrong bytes would have been found, and the origin asked.
                assertThat(metrics(reader)).doesNotContain("reason=\"CORRUPT\"", "reason=\"PEER_UNREACHABLE\"");
            } finally {
                odd.stop(0);
            }
        }
    }

    private String metrics(CacheNode node) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + node.adminAddress().getPort() + "/metrics");
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void passOn(HttpExchange exchange, int peer) throws IOException {
        PassedAnswer.pass(http, exchange, peer, (in, to) -> {
            try (OutputStream out = to) {
                byte[] piece = new byte[40_000];
                for (int count = in.read(piece); count >= 0; count = in.read(piece, 0, next())) {
                    out.write(piece, 0, count);
                    if (next() % 3 > 0) {
                        out.flush();
                    }
                }
            }
        });
    }

    private synchronized int next() {
        return 1 + random.nextInt(300);
    }
}
