package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.sun.net.httpserver.HttpServer;
import dev.larder.cache.tls.ServerTls;
import dev.larder.cache.tls.TestAuthority;
import dev.larder.cache.tls.TlsLibrary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The unmodified Java SDK with a bearer token, which it sends over https only. */
class AzureTlsTest {

    @TempDir
    Path directory;

    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final byte[] big = SampleTree.random(1, (9 << 20) + 54321);
    private HttpServer origin;
    private TestNode node;
    private ServerTls tls;
    private BlobContainerClient container;

    @BeforeEach
    void start() throws Exception {
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().set("x-ms-error-code", "BlobNotFound");
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        origin.start();
        var tree = SampleTree.of(Map.of("big.bin", big), 4 << 20)
                .withOrigin(URI.create("http://127.0.0.1:" + origin.getAddress().getPort() + "/contoso"));
        node = new TestNode(tree, directory);
        var authority = new TestAuthority(directory.resolve("authority"));
        tls = new ServerTls(
                TestAuthority.write(directory.resolve("certificate"), authority.issue("node")), TlsLibrary.best());
        var address = node.endpoint()
                .listenWithTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, 16 << 20);
        container = new BlobServiceClientBuilder()
                .endpoint("https://127.0.0.1:" + address.getPort() + "/contoso")
                .credential(request ->
                        Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1))))
                .httpClient(new JdkHttpClientBuilder(
                                java.net.http.HttpClient.newBuilder().sslContext(authority.client()))
                        .build())
                .buildClient()
                .getBlobContainerClient("data");
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.metrics.unexpected()).isZero();
        node.close();
        tls.close();
        origin.stop(0);
    }

    @Test
    void readsABlobOfADatasetAndAsksTheOriginNothing() {
        assertThat(container.getBlobClient("big.bin").downloadContent().toBytes())
                .isEqualTo(big);
        var streamed = new ByteArrayOutputStream();
        container.getBlobClient("big.bin").downloadStream(streamed);
        assertThat(streamed.toByteArray()).isEqualTo(big);
        assertThat(authorizations).isEmpty();
    }

    @Test
    void itsTokenReachesTheOriginWithWhatIsPassedThrough() {
        assertThat(container.getBlobClient("other.bin").exists()).isFalse();
        assertThat(authorizations).containsOnly("Bearer token");
    }
}
