package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.tls.ServerTls;
import dev.larder.cache.tls.TestAuthority;
import dev.larder.cache.tls.TlsLibrary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes may come by way of a pipe if they go to the client as they are, and if he gets whole chunks. */
class PipeTakersTest {

    private static final int CHUNK = 1 << 20;
    private static final String BLOB = "/tree--vision/data/big.bin";
    private static final String SECOND = "bytes=%d-%d".formatted(CHUNK, 2 * CHUNK - 1);

    @TempDir
    Path directory;

    private final Queue<FakeFill> fills = new ConcurrentLinkedQueue<>();
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        var tree = SampleTree.of(Map.of("big.bin", SampleTree.random(1, 2 * CHUNK + 1_000)), CHUNK);
        node = new TestNode(tree, directory, HttpLimits.defaults(), null);
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fills.add(fill);
            fill.arrive(bytes.length);
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void wholeChunksAreTaken() throws Exception {
        assertThat(node.get(BLOB, "Range", SECOND).statusCode()).isEqualTo(206);
        assertThat(fills).hasSize(1).allMatch(FakeFill::isPiped);
    }

    @Test
    void partsAreNot() throws Exception {
        var range = "bytes=%d-%d".formatted(CHUNK + 1, 2 * CHUNK);
        assertThat(node.get(BLOB, "Range", range).statusCode()).isEqualTo(206);
        assertThat(fills).hasSize(2).noneMatch(FakeFill::isPiped);
    }

    @Test
    void framedBytesAreNot() throws Exception {
        var answer = node.get(BLOB, "Range", SECOND, "x-ms-structured-body", "XSM/1.0; properties=crc64");
        assertThat(StructuredMessage.decode(answer.body()).content()).hasSize(CHUNK);
        assertThat(fills).hasSize(1).noneMatch(FakeFill::isPiped);
    }

    @Test
    void sealedBytesAreNot() throws Exception {
        var authority = new TestAuthority(directory.resolve("authority"));
        var certificate = TestAuthority.write(directory.resolve("certificate"), authority.issue("first"));
        try (var tls = new ServerTls(certificate, TlsLibrary.BORINGSSL);
                var http =
                        HttpClient.newBuilder().sslContext(authority.client()).build()) {
            var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            int port = node.endpoint().listenWithTls(local, tls, CHUNK).getPort();
            var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + BLOB))
                    .header("Range", SECOND)
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .hasSize(CHUNK);
            node.endpoint().close();
        }
        assertThat(fills).hasSize(1).noneMatch(FakeFill::isPiped);
    }
}
