package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.ReadOutcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTest {

    private static final int CHUNK = 1 << 20;
    private static final String BIG = "/contoso/data/big.bin";

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void start() {
        var tree = SampleTree.of(
                Map.of(
                        "big.bin", SampleTree.random(1, 5 * CHUNK + 12345),
                        "dir/small.txt", "hello".getBytes(StandardCharsets.UTF_8),
                        "dir/ü ä/%41.bin", SampleTree.random(2, 100),
                        "damaged.bin", SampleTree.random(3, 1000),
                        "empty", new byte[0]),
                CHUNK);
        node = new TestNode(tree, directory, HttpLimits.defaults(), null);
    }

    @AfterEach
    void stop() throws IOException {
        node.endpoint().close();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(node.reads.open()).isZero());
        node.close();
    }

    @Test
    void wholeBlobFromDiskIsByteEqual() throws Exception {
        var answer = node.get(BIG);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(node.tree.bytes("big.bin"));
        assertThat(header(answer, "etag")).isEqualTo('"' + SampleTree.etag("big.bin") + '"');
        assertThat(header(answer, "last-modified")).isEqualTo("Tue, 03 Nov 2026 04:05:06 GMT");
        assertThat(header(answer, "content-md5"))
                .isEqualTo(Base64.getEncoder().encodeToString(SampleTree.md5(node.tree.bytes("big.bin"))));
        assertThat(header(answer, "x-ms-blob-type")).isEqualTo("BlockBlob");
        assertThat(header(answer, "x-ms-meta-owner")).isEqualTo("Ada & <Bob>");
        assertThat(header(answer, "x-larder-source")).isEqualTo("disk");
        assertThat(header(answer, "x-larder-node")).isEqualTo("node-1");
        assertThat(header(answer, "x-larder-revision"))
                .isEqualTo(node.tree.revision().id().abbreviated());
        assertThat(header(answer, "accept-ranges")).isEqualTo("bytes");
        assertThat(node.metrics.bytes(ByteSource.DISK)).isEqualTo(answer.body().length);
        assertThat(node.metered.get()).isEqualTo(answer.body().length);
    }

    @Test
    void rangesOfAllSizesAreByteEqual() throws Exception {
        var all = node.tree.bytes("big.bin");
        for (var range : new int[][] {
            {0, 0},
            {0, 4095},
            {CHUNK - 1, CHUNK},
            {7, 3 * CHUNK},
            {CHUNK, 2 * CHUNK - 1},
            {all.length - 1, all.length + 9}
        }) {
            var answer = node.get(BIG, "x-ms-range", "bytes=" + range[0] + "-" + range[1], "Range", "bytes=1-2");
            int end = Math.min(range[1] + 1, all.length);
            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(header(answer, "content-range"))
                    .isEqualTo("bytes " + range[0] + "-" + (end - 1) + "/" + all.length);
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(all, range[0], end));
            assertThat(answer.headers().firstValue("content-md5")).isEmpty();
            assertThat(answer.headers().firstValue("x-ms-blob-content-md5")).isPresent();
        }
        assertThat(node.get(BIG, "Range", "bytes=" + (all.length - 5) + "-").body())
                .hasSize(5);
    }

    @Test
    void aRangeBeyondTheEndIs416() throws Exception {
        var answer = node.get(BIG, "Range", "bytes=99999999-");
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(header(answer, "content-range")).isEqualTo("bytes */" + node.tree.bytes("big.bin").length);
        assertThat(header(answer, "x-ms-error-code")).isEqualTo("InvalidRange");
        assertThat(text(answer)).contains("<Code>InvalidRange</Code>").contains(header(answer, "x-ms-request-id"));
        assertThat(node.get("/contoso/data/empty", "Range", "bytes=0-").statusCode())
                .isEqualTo(416);
        assertThat(node.get("/contoso/data/empty").statusCode()).isEqualTo(200);
    }

    @Test
    void checksumsOfRanges() throws Exception {
        var part = Arrays.copyOfRange(node.tree.bytes("big.bin"), CHUNK - 10, CHUNK + 10);
        var range = "bytes=" + (CHUNK - 10) + "-" + (CHUNK + 9);
        var md5 = node.get(BIG, "x-ms-range", range, "x-ms-range-get-content-md5", "true");
        assertThat(md5.body()).isEqualTo(part);
        assertThat(header(md5, "content-md5")).isEqualTo(Base64.getEncoder().encodeToString(SampleTree.md5(part)));
        var crc = node.get(BIG, "x-ms-range", range, "x-ms-range-get-content-crc64", "true");
        var sum = new Crc64();
        sum.update(part, 0, part.length);
        assertThat(crc.body()).isEqualTo(part);
        assertThat(header(crc, "x-ms-content-crc64"))
                .isEqualTo(Base64.getEncoder().encodeToString(sum.littleEndian()));
        assertThat(node.get(BIG, "x-ms-range-get-content-md5", "true").statusCode())
                .isEqualTo(400);
        assertThat(node.get(BIG, "Range", "bytes=0-4194304", "x-ms-range-get-content-md5", "true")
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.get(
                                BIG,
                                "Range",
                                range,
                                "x-ms-range-get-content-md5",
                                "true",
                                "x-ms-range-get-content-crc64",
                                "true")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void headAnswersWithTheManifestAlone() throws Exception {
        var answer = node.send("HEAD", BIG, "x-ms-client-request-id", "mine", "x-ms-version", "2026-10-06");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-length")).isEqualTo(Integer.toString(node.tree.bytes("big.bin").length));
        assertThat(header(answer, "x-ms-client-request-id")).isEqualTo("mine");
        assertThat(header(answer, "x-ms-version")).isEqualTo("2026-10-06");
        assertThat(header(answer, "x-ms-creation-time")).isEqualTo("Tue, 03 Nov 2026 04:04:06 GMT");
        assertThat(node.reads.opened()).isEmpty();
    }

    @Test
    void conditionsAnswer304And412() throws Exception {
        var etag = SampleTree.etag("big.bin");
        for (var same : new String[] {etag, '"' + etag + '"', "\"x\", W/\"" + etag + "\""}) {
            var unchanged = node.get(BIG, "If-None-Match", same);
            assertThat(unchanged.statusCode()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(header(unchanged, "etag")).isEqualTo('"' + etag + '"');
            assertThat(node.get(BIG, "If-Match", same, "Range", "bytes=0-0").statusCode())
                    .isEqualTo(206);
        }
        var changed = node.get(BIG, "If-Match", "0xOTHER");
        assertThat(changed.statusCode()).isEqualTo(412);
        assertThat(header(changed, "x-ms-error-code")).isEqualTo("ConditionNotMet");
        assertThat(node.send("HEAD", BIG, "If-Match", "0xOTHER").statusCode()).isEqualTo(412);
        assertThat(node.get(BIG, "If-None-Match", "*").statusCode()).isEqualTo(400);
    }

    @Test
    void pathsAreDecodedOnce() throws Exception {
        var bytes = node.tree.bytes("dir/ü ä/%41.bin");
        assertThat(node.get("/contoso/data/dir/%C3%BC%20%C3%A4/%2541.bin").body())
                .isEqualTo(bytes);
        assertThat(node.get("/contoso/data/dir%2F%C3%BC%20%C3%A4%2f%2541.bin").body())
                .isEqualTo(bytes);
        assertThat(node.raw("GET /data/dir/small.txt HTTP/1.1\r\nHost: contoso.blob.core.windows.net\r\n"
                        + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void virtualAccountsReadOneDatasetAndNothingElse() throws Exception {
        var pinned = SampleTree.VIRTUAL + "--" + node.tree.revision().id().abbreviated();
        assertThat(node.get("/" + pinned + "/data/dir/small.txt").body())
                .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(header(node.get("/tree--vision/data/none"), "x-ms-error-code"))
                .isEqualTo("BlobNotFound");
        assertThat(header(node.get("/tree--vision/other/none"), "x-ms-error-code"))
                .isEqualTo("ContainerNotFound");
        assertThat(header(node.get("/none--vision/data/none"), "x-ms-error-code"))
                .isEqualTo("ResourceNotFound");
        assertThat(node.send("DELETE", "/tree--vision/data/empty").statusCode()).isEqualTo(405);
        assertThat(node.send("HEAD", "/tree--vision/data/none").statusCode()).isEqualTo(404);
        assertThat(node.send("HEAD", "/tree--vision/data?restype=container").statusCode())
                .isEqualTo(200);
        assertThat(text(node.get("/tree--vision/data?restype=container&comp=list&delimiter=/")))
                .contains("<BlobPrefix><Name>dir/</Name></BlobPrefix>")
                .contains("<Name>big.bin</Name>");
    }

    @Test
    void aFillIsReadWhileItArrives() throws Exception {
        var fills = new ConcurrentHashMap<Long, FakeFill>();
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fills.put(chunk.chunk(), fill);
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        try (var socket = node.connect()) {
            socket.getOutputStream().write(request(BIG));
            await().until(() -> fills.containsKey(0L));
            assertThat(node.reads.opened()).containsExactly(0L, 1L, 2L);
            fill(fills, 0).arrive(10);
            var got = socket.getInputStream().readNBytes(15);
            assertThat(new String(got, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
            // The rest arrives chunk by chunk, in odd steps and out of order.
            var pump = Thread.ofVirtual().start(() -> {
                for (long chunk = 0; chunk < 6; chunk++) {
                    long current = chunk;
                    await().until(() -> fills.containsKey(current));
                    for (int step = 0; step < 5; step++) {
                        fill(fills, current).arrive(250_001);
                    }
                }
            });
            var rest = socket.getInputStream();
            var all = new java.io.ByteArrayOutputStream();
            rest.transferTo(all);
            pump.join();
            var answer = all.toByteArray();
            var body = Arrays.copyOfRange(answer, answer.length - node.tree.bytes("big.bin").length, answer.length);
            assertThat(body).isEqualTo(node.tree.bytes("big.bin"));
        }
    }

    @Test
    void failuresBeforeTheFirstByteAreAnswers() throws Exception {
        for (var expected : Map.of(
                        FillFailure.Reason.SOURCE_CHANGED, "412 ConditionNotMet",
                        FillFailure.Reason.ORIGIN_NOT_FOUND, "404 BlobNotFound",
                        FillFailure.Reason.ORIGIN_DENIED, "403 AuthorizationFailure",
                        FillFailure.Reason.BUSY, "503 ServerBusy",
                        FillFailure.Reason.ORIGIN_UNREACHABLE, "503 ServerBusy")
                .entrySet()) {
            node.reads.script((chunk, bytes) -> CompletableFuture.supplyAsync(
                    () -> new ReadOutcome.Unavailable(new FillFailure(expected.getKey(), "because"))));
            var answer = node.get(BIG);
            assertThat(answer.statusCode() + " " + header(answer, "x-ms-error-code"))
                    .isEqualTo(expected.getValue());
            assertThat(text(answer)).contains("because").contains("vision/tree");
            assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(answer.statusCode() == 503);
        }
        // A fill that was accepted and fails with nothing arrived is no different.
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fill.fail(new FillFailure(FillFailure.Reason.BUSY, "because"));
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        assertThat(node.get(BIG).statusCode()).isEqualTo(503);
    }

    @Test
    void aFillThatFailsMidwayClosesTheConnection() throws Exception {
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fill.arrive(chunk.chunk() == 1 ? 1000 : bytes.length);
            if (chunk.chunk() == 1) {
                fill.fail(new FillFailure(FillFailure.Reason.CORRUPT, "flipped"));
            }
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        try (var socket = node.connect()) {
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(BIG).getBytes(StandardCharsets.UTF_8));
            var answer = TestNode.untilClosed(socket);
            assertThat(answer).startsWith("HTTP/1.1 200 OK");
            assertThat(answer.length()).isLessThan(CHUNK + 3000);
        }
        await().until(() -> node.metrics.aborted() == 1);
    }

    @Test
    void bytesThatArriveBetweenLookingAndWaitingAreNotMissed() throws Exception {
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fill.arrive(1000);
            fill.arriveUnseen(bytes.length);
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        try (var socket = node.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request(BIG));
            var answer = socket.getInputStream().readAllBytes();
            assertThat(Arrays.copyOfRange(answer, answer.length - node.tree.bytes("big.bin").length, answer.length))
                    .isEqualTo(node.tree.bytes("big.bin"));
        }
    }

    @Test
    void theSourceIsTheFillsAndTheRestOfAStoredFillComesFromDisk() throws Exception {
        var fills = new ConcurrentHashMap<Long, FakeFill>();
        node.reads.script((chunk, bytes) -> {
            if (fills.containsKey(chunk.chunk())) {
                return null;
            }
            var fill = node.reads.fill(bytes).from(ByteSource.ORIGIN);
            fills.put(chunk.chunk(), fill);
            fill.arrive(10);
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        try (var socket = node.connect()) {
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: x\r\nRange: bytes=0-99999\r\nConnection: close\r\n\r\n"
                            .formatted(BIG)
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> node.metrics.bytes(ByteSource.ORIGIN) == 10);
            fill(fills, 0).arriveAndBeStored();
            var answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).contains("x-larder-source: origin\r\n");
            assertThat(Arrays.copyOfRange(answer, answer.length - 100_000, answer.length))
                    .isEqualTo(Arrays.copyOf(node.tree.bytes("big.bin"), 100_000));
        }
        assertThat(fill(fills, 0).isClosed()).isTrue();
        assertThat(node.reads.opened()).containsExactly(0L, 0L);
        assertThat(node.metrics.bytes(ByteSource.ORIGIN)).isEqualTo(100_000);
        assertThat(node.metrics.bytes(ByteSource.DISK)).isZero();
    }

    @Test
    void aClientThatLeavesLetsGoOfItsFills() throws Exception {
        var fills = new ConcurrentHashMap<Long, FakeFill>();
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fills.put(chunk.chunk(), fill);
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        try (var socket = node.connect()) {
            socket.getOutputStream().write(request(BIG));
            await().until(() -> fills.size() == 3);
        }
        await().untilAsserted(() -> assertThat(fills.values()).allMatch(FakeFill::isClosed));
        assertThat(node.metrics.inFlight()).isZero();
    }

    @Test
    void aClientThatLeavesBeforeTheChunkIsOpenedLetsGoOfItToo() throws Exception {
        var opening = new CompletableFuture<ReadOutcome>();
        node.reads.script((chunk, bytes) -> chunk.chunk() == 0 ? opening : null);
        try (var socket = node.connect()) {
            socket.getOutputStream().write(request(BIG));
            await().until(() -> !node.reads.opened().isEmpty());
        }
        await().until(() -> node.metrics.connections() == 0);
        var fill = node.reads.fill(new byte[CHUNK]);
        opening.complete(new ReadOutcome.Filling(fill));
        await().until(fill::isClosed);
    }

    @Test
    void aSlowClientHoldsLittle() throws Exception {
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            fill.arrive(bytes.length);
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        try (var socket = new java.net.Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(node.endpoint().address());
            socket.getOutputStream().write(request(BIG));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            await().pollDelay(Duration.ofMillis(300))
                    .until(() -> node.reads.opened().size() <= 6);
            assertThat(node.metrics.inFlight()).isEqualTo(1);
        }
    }

    @Test
    void chunksThatWereNotVerifiedAreVerifiedFirst() throws Exception {
        node.reads.unverified();
        assertThat(node.get(BIG, "Range", "bytes=0-99").body()).hasSize(100);
        node.reads.unverified();
        // The damaged copy is forgotten; asked again, it is a miss that the fake serves intact.
        assertThat(node.get("/contoso/data/damaged.bin").body()).isEqualTo(node.tree.bytes("damaged.bin"));
        assertThat(node.reads.opened()).containsExactly(0L, 0L, 0L);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        var one = "GET /contoso/data/dir/small.txt HTTP/1.1\r\nHost: x\r\n\r\n";
        var head = "HEAD /contoso/data/dir/small.txt HTTP/1.1\r\nHost: x\r\n\r\n";
        var last = "GET /contoso/data/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        var answers = node.raw((one + head).repeat(200) + last);
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(401);
        assertThat(answers.split("\r\n\r\nhelloHTTP", -1)).hasSize(201);
        assertThat(answers).contains("HTTP/1.1 503 ");
    }

    @Test
    void drainingLetsAnswersEnd() throws Exception {
        var opening = new CompletableFuture<ReadOutcome>();
        node.reads.script((chunk, bytes) -> opening);
        try (var socket = node.connect();
                var idle = node.connect()) {
            socket.getOutputStream()
                    .write("GET /contoso/data/dir/small.txt HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            await().until(() -> !node.reads.opened().isEmpty());
            var draining = Thread.ofVirtual().start(() -> {
                try {
                    node.endpoint().drain(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            var fill = node.reads.fill("hello".getBytes(StandardCharsets.UTF_8));
            fill.arrive(5);
            opening.complete(new ReadOutcome.Filling(fill));
            assertThat(TestNode.untilClosed(socket))
                    .contains("connection: close")
                    .endsWith("hello");
            draining.join();
        }
    }

    private static FakeFill fill(Map<Long, FakeFill> fills, long chunk) {
        return Objects.requireNonNull(fills.get(chunk));
    }

    private static byte[] request(String path) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("(no " + name + ")");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
