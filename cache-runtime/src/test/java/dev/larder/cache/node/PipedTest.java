package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.larder.cache.CacheNode;
import dev.larder.cache.pipe.Pipes;
import dev.larder.cache.read.FillReader;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a node that keeps nothing, who get what another one keeps by way of pipes. */
class PipedTest {

    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 64;
    private static final int SIZE = CHUNKS * CHUNK - 12_345;
    private static final Geometry GEOMETRY = new Geometry(CHUNK, 4 * CHUNK);

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @AutoClose
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestData data;
    private byte[] expected;
    private TestCluster cluster;
    private CacheNode reader;
    private Pipes pipes;
    private OriginCounts warm;

    @BeforeEach
    void start() throws IOException {
        data = new TestData(origin, "piped").blob("x", SIZE);
        expected = data.bytes("x");
        cluster = new TestCluster(origin, directory).nodes(2, 1);
        ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL, GEOMETRY);
        cluster.awaitWarm(id, SIZE);
        // One that no map names owns nothing, and has all from those who do.
        reader = cluster.start("apart");
        cluster.revision(reader, id);
        pipes = Objects.requireNonNull(reader.pipes());
        warm = origin.probe().counts();
    }

    @AfterEach
    void everythingIsGivenBack() {
        await().until(() -> pipes.inUse() == 0);
        cluster.close();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + reader.blobEndpoint().getPort() + target());
    }

    private String target() {
        return "/" + data.account() + "/" + data.container() + "/x";
    }

    private HttpResponse<byte[]> get(int from, int to) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri())
                .header("Range", "bytes=%d-%d".formatted(from, to - 1))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private void assertRight(int from, int to) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(from, to);
        assertThat(answer.statusCode()).isEqualTo(206);
        byte[] body = answer.body();
        assertThat(body).hasSize(to - from);
        assertThat(Arrays.equals(body, 0, body.length, expected, from, to))
                .as("bytes %d to %d", from, to)
                .isTrue();
    }

    private static void assertNothingReached(OriginCounts since) {
        assertThat(origin.probe().counts().minus(since).requests()).isZero();
    }

    @Test
    void wholeChunksGoByWayOfPipes() throws Exception {
        assertThat(get(0, CHUNK).headers().firstValue("x-larder-source")).hasValue("peer");
        for (int chunk = 1; chunk < CHUNKS; chunk++) {
            assertRight(chunk * CHUNK, Math.min(SIZE, (chunk + 1) * CHUNK));
        }
        // The first block of a chunk comes with the head of its frame.
        assertThat(pipes.passed()).isGreaterThan(SIZE / 2);
        assertNothingReached(warm);
    }

    @Test
    void manyRangesAtOnceAreRight() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                SplittableRandom random = new SplittableRandom(i);
                all.add(threads.submit(() -> {
                    for (int turn = 0; turn < 12; turn++) {
                        int from = random.nextBoolean() ? random.nextInt(CHUNKS) * CHUNK : random.nextInt(SIZE - 1);
                        int to = Math.min(SIZE, from + 1 + random.nextInt(4) * CHUNK + random.nextInt(2) * 99_999);
                        assertRight(from, to);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> each : all) {
            each.get();
        }
        assertThat(pipes.passed()).isPositive();
        assertNothingReached(warm);
    }

    @Test
    void aSlowClientHoldsAFewPipesAndNobodyUp() throws Exception {
        try (Socket slow = new Socket(
                InetAddress.getLoopbackAddress(), reader.blobEndpoint().getPort())) {
            slow.setReceiveBufferSize(64 << 10);
            ask(slow, 0);
            await().until(() -> pipes.inUse() > 0);
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                assertRight(chunk * CHUNK, Math.min(SIZE, (chunk + 1) * CHUNK));
            }
            assertThat(pipes.inUse()).isLessThan(24);
            byte[] body = new byte[SIZE];
            InputStream in = slow.getInputStream();
            assertThat(SoakClients.head(in)).startsWith("HTTP/1.1 206");
            assertThat(in.readNBytes(body, 0, SIZE)).isEqualTo(SIZE);
            assertThat(Arrays.equals(body, expected)).isTrue();
        }
        assertNothingReached(warm);
    }

    @Test
    void whatIsOnItsWayToAClientWhoVanishesIsDropped() throws Exception {
        assertRight(0, 4 * CHUNK);
        await().until(() -> pipes.inUse() == 0);
        long open = openPipes();
        for (int i = 0; i < 10; i++) {
            try (Socket gone = new Socket(
                    InetAddress.getLoopbackAddress(), reader.blobEndpoint().getPort())) {
                // Not what those before have left in memory.
                ask(gone, 4 * CHUNK + i * 6 * CHUNK);
                await().until(() -> pipes.inUse() > 0);
            }
            await().until(() -> pipes.inUse() == 0);
        }
        assertThat(openPipes() - open)
                .as("two for each block that one reader may have waiting")
                .isLessThanOrEqualTo(2 * 12);
        assertRight(0, SIZE);
    }

    @Test
    void aDamagedBlockIsNotPassedOn() throws Exception {
        byte[] third = Arrays.copyOfRange(expected, 2 * CHUNK, 3 * CHUNK);
        DamagedBlockTest.flip(directory, third, 2 * FillReader.BLOCK + 4_321);
        assertRight(2 * CHUNK, 3 * CHUNK);
        assertRight(0, 6 * CHUNK);
        assertThat(pipes.passed()).isPositive();
    }

    @Test
    void whatAPeerLeftUndoneAnotherSourceDoes() throws Exception {
        readThrough((node, in, out) -> {
            if (node.equals("n0")) {
                // In the middle of a block.
                out.write(in.readNBytes(3 * FillReader.BLOCK - 50_000));
            } else {
                in.transferTo(out);
                out.close();
            }
        });
    }

    /** The heads of HTTP chunks come between the bytes, and are in the pipe with them. */
    @Test
    void aBlockWithSomethingInItsMiddleDoesNotGoByWayOfAPipe() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        readThrough((node, in, out) -> {
            byte[] piece = new byte[70_000];
            for (int count = in.read(piece); count >= 0; count = in.read(piece, 0, 1 + random.nextInt(piece.length))) {
                out.write(piece, 0, count);
                out.flush();
            }
            out.close();
        });
    }

    private interface Passing {
        void pass(String node, InputStream in, OutputStream out) throws IOException;
    }

    /** Reads all, with this between here and the nodes that have it. */
    private void readThrough(Passing passing) throws IOException, InterruptedException {
        List<HttpServer> servers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            MapEdit edit = cluster.map().edit();
            for (String node : List.of("n0", "n1")) {
                int peer = cluster.node(node).peerAddress().getPort();
                HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                servers.add(server);
                server.createContext(
                        "/",
                        exchange -> PassedAnswer.pass(http, exchange, peer, (in, out) -> passing.pass(node, in, out)));
                server.setExecutor(threads);
                server.start();
                cluster.join(edit, node, "z0", server.getAddress().getPort());
            }
            cluster.map(edit.build());
            for (int chunk = 0; chunk < CHUNKS / 4; chunk++) {
                assertRight(chunk * CHUNK, (chunk + 1) * CHUNK);
            }
        } finally {
            servers.forEach(server -> server.stop(0));
        }
    }

    private void ask(Socket socket, int from) throws IOException {
        String request = "GET " + target() + " HTTP/1.1\r\nHost: x\r\nRange: bytes=" + from + "-\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Ends of pipes that this process has. */
    private static long openPipes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).toString().startsWith("pipe:");
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
