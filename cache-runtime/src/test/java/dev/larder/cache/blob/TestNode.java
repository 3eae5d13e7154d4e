package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.http.EventLoops;
import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.pool.PoolMemory;
import dev.larder.cache.read.ColdReads;
import dev.larder.model.catalog.OriginAccount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A blob endpoint over a {@link SampleTree}, with real sockets. */
final class TestNode implements AutoCloseable {

    final SampleTree tree;
    final FakeReads reads;
    final BlobMetrics metrics = new BlobMetrics();
    final AtomicLong metered = new AtomicLong();
    private final LeakWatch leaks = new LeakWatch();
    private final EventLoops loops;
    private final ColdReads cold = ColdReads.start("test");
    private final BlobEndpoint endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestNode(SampleTree tree, Path directory) {
        this(tree, directory, HttpLimits.defaults(), null);
    }

    TestNode(SampleTree tree, Path directory, HttpLimits limits, byte @Nullable [] key) {
        this(tree, directory, limits, key, 2);
    }

    TestNode(SampleTree tree, Path directory, HttpLimits limits, byte @Nullable [] key, int threads) {
        this(tree, directory, limits, key, threads, null);
    }

    TestNode(
            SampleTree tree,
            Path directory,
            HttpLimits limits,
            byte @Nullable [] key,
            int threads,
            @Nullable AccessLog log) {
        this.loops = EventLoops.start("test", threads);
        this.tree = tree;
        this.reads = new FakeReads(tree, directory);
        var accounts = new Accounts() {
            @Override
            public @Nullable OriginAccount origin(String account) {
                return tree.origin(account);
            }

            @Override
            public byte @Nullable [] key(String account) {
                return key;
            }
        };
        try {
            endpoint = BlobEndpoint.start(
                    loops,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    limits,
                    "node-1",
                    new BlobEndpoint.Sources(
                            tree,
                            reads,
                            cold,
                            accounts,
                            (revision, bytes, hit) -> metered.addAndGet(bytes),
                            new PoolMemory(System::nanoTime)),
                    metrics,
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BlobEndpoint endpoint() {
        return endpoint;
    }

    int port() {
        return endpoint.address().getPort();
    }

    /** Of an account, path-style. */
    String url(String account) {
        return "http://127.0.0.1:" + port() + "/" + account;
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        return send("GET", pathAndQuery, headers);
    }

    HttpResponse<byte[]> send(String method, String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + pathAndQuery))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends the bytes and reads until the node closes the connection. */
    String raw(String request) throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return untilClosed(socket);
        }
    }

    static String untilClosed(Socket socket) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketException reset) {
            // What arrived before the reset counts.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Once no answer is under way; fails if something unexpected has happened. */
    void closeUnused() throws IOException {
        await().until(() -> reads.open() == 0 && metrics.inFlight() == 0);
        assertThat(metrics.unexpected()).isZero();
        close();
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
        loops.close();
        cold.close();
        http.close();
        reads.close();
        leaks.assertNone();
    }
}
