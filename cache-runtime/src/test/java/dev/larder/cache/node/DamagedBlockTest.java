package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.cache.read.FillReader;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks of several blocks that come from another node's disk, on which some bytes are not what they were. */
class DamagedBlockTest {

    private static final int BLOCK = FillReader.BLOCK;
    private static final int SIZE = 3 * BLOCK + 70_000;
    private static final Geometry GEOMETRY = new Geometry(1 << 20, 4 << 20);

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void noMoreIsReadOfThemThanToTheEndOfTheDamagedBlock(int block) throws Exception {
        TestData data = new TestData(origin, "damaged-block-" + block).blob("x", SIZE);
        byte[] bytes = data.bytes("x");
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL, GEOMETRY);
            cluster.awaitWarm(id, SIZE);
            String owner = flip(directory, bytes, block * BLOCK + 12_345);
            CacheNode other = cluster.node(owner.equals("n0") ? "n1" : "n0");

            Reading.blob(other, cluster.revision(other, id), "x", bytes);
            // The rest is the origin's, perhaps by way of the owner, who then sends the chunk from its beginning.
            long upToIt = Math.min((block + 1L) * BLOCK, SIZE);
            assertThat(cluster.report(other, id).peerBytes()).isIn(upToIt, upToIt + SIZE);
        }
    }

    @Test
    void whoDoesNotSayThatHeTakesSumsGetsNone() throws Exception {
        TestData data = new TestData(origin, "old-asker").blob("x", SIZE);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(1, 1);
                HttpClient http = HttpClient.newHttpClient()) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL, GEOMETRY);
            CacheNode node = cluster.node("n0");
            cluster.awaitWarm(id, SIZE);
            String chunk =
                    "http://127.0.0.1:" + node.peerAddress().getPort() + "/v1/chunks/" + id.hex() + "/0/0?mode=held";
            assertThat(body(http, chunk)[0]).isEqualTo((byte) 3);
            byte[] summed = body(http, chunk + "&sums=1");
            assertThat(summed[0]).isEqualTo((byte) 5);
            byte[] bytes = data.bytes("x");
            int from = 1 + 24 + 4 * 4;
            assertThat(Arrays.equals(summed, from, summed.length, bytes, 0, bytes.length))
                    .isTrue();
        }
    }

    private static byte[] body(HttpClient http, String uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** On the disk of the node that has the blob, whose name is the answer. */
    static String flip(Path directory, byte[] blob, int at) throws IOException {
        for (String node : List.of("n0", "n1")) {
            try (Stream<Path> files = Files.walk(directory.resolve(node))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".segment"))
                        .toList()) {
                    byte[] content = Files.readAllBytes(file);
                    // Long chunks begin at a page.
                    for (int from = 0; from + blob.length <= content.length; from += 4_096) {
                        if (Arrays.equals(content, from, from + blob.length, blob, 0, blob.length)) {
                            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                                open.seek(from + at);
                                open.write(content[from + at] ^ 8);
                            }
                            return node;
                        }
                    }
                }
            }
        }
        throw new AssertionError("nobody has it");
    }
}
