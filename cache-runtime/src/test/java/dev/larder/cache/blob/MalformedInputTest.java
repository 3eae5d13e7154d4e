package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.Fuzz;
import dev.larder.cache.http.HttpLimits;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent: an answer that a client of the service understands, or a closed connection, and a live node. */
class MalformedInputTest {

    private static final Set<Integer> STATUSES = Stream.concat(
                    Arrays.stream(AzureError.values()).map(AzureError::status), Stream.of(100, 200, 206))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern ERROR_CODE = Pattern.compile("(?i)x-ms-error-code: (\\w+)");
    private static final Pattern PART = Pattern.compile("(?i)content-range: bytes (\\d+)-(\\d+)/");

    private static final String GOOD = "GET /tree--vision/data/a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void start() {
        var limits = new HttpLimits(
                16 << 10, 64 << 10, 50, Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(3));
        node = new TestNode(
                SampleTree.of(Map.of("a.txt", "hello".getBytes(StandardCharsets.UTF_8), "b/c", new byte[5000]), 4096),
                directory,
                limits,
                null);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.raw(GOOD)).startsWith("HTTP/1.1 200 OK").endsWith("hello");
        assertThat(node.metrics.unexpected()).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> node.metrics.connections() == 0);
        assertThat(node.metrics.inFlight()).isZero();
        assertThat(node.reads.open()).isZero();
        node.close();
    }

    @Test
    void aMebibyteOfHeadersIsRefusedAndTheConnectionClosed() throws Exception {
        var answer =
                node.raw("GET /contoso/data/a.txt HTTP/1.1\r\nHost: x\r\nX-Big: " + "y".repeat(1 << 20) + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 431 ")
                .contains("x-ms-error-code: RequestHeaderFieldsTooLarge")
                .contains("connection: close")
                .contains("<Code>RequestHeaderFieldsTooLarge</Code>");
        var many = new StringBuilder("GET /contoso/data/a.txt HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; i < 20_000; i++) {
            many.append("X-").append(i).append(": ").append("z".repeat(40)).append("\r\n");
        }
        assertThat(node.raw(many + "\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(node.raw("GET /contoso/data/" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
    }

    @Test
    void whatIsNoHttpIsA400AndTheEnd() throws Exception {
        for (var bad : List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n",
                "GET\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /contoso/data/a.txt FTP/1.1\r\nHost: x\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/1.1\r\n: empty\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/1.1\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "GET /contoso/data/a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")) {
            assertThat(node.raw(bad)).as(bad).startsWith("HTTP/1.1 400 ").contains("x-ms-error-code: ");
        }
    }

    @Test
    void badPathsAreA400OnAConnectionThatLives() throws Exception {
        try (var socket = node.connect()) {
            for (var path : List.of("/contoso/data/..%2Fx", "/contoso/data/%00", "/contoso/data/%c0%af", "*", "/")) {
                socket.getOutputStream()
                        .write("HEAD %s HTTP/1.1\r\nHost: x\r\n\r\n"
                                .formatted(path)
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(head(socket)).as(path).startsWith("HTTP/1.1 400 ").contains("x-ms-error-code: InvalidUri");
            }
        }
    }

    @Test
    void slowHeadsAndIdleConnectionsEnd() throws Exception {
        try (var slow = node.connect();
                var idle = node.connect()) {
            long start = System.nanoTime();
            slow.getOutputStream().write("GET /contoso/data/a.txt HTTP/1.1\r\nX: ".getBytes(StandardCharsets.UTF_8));
            assertThat(TestNode.untilClosed(slow)).startsWith("HTTP/1.1 408 ");
            assertThat(TestNode.untilClosed(idle)).isEmpty();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(10);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreToldSo() throws Exception {
        var sockets = new java.util.ArrayList<Socket>();
        try {
            for (int i = 0; i < 50; i++) {
                sockets.add(node.connect());
            }
            await().until(() -> node.metrics.connections() == 50);
            try (var one = node.connect()) {
                assertThat(TestNode.untilClosed(one))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("ServerBusy");
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> node.metrics.connections() == 0);
    }

    @Test
    void aChunkThatNeverComesIsServerBusyInTheEnd() throws Exception {
        node.reads.script((chunk, bytes) -> new CompletableFuture<>());
        assertThat(node.raw("GET /tree--vision/data/a.txt HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 503 ")
                .contains("x-ms-error-code: ServerBusy");
        node.reads.script((chunk, bytes) -> null);
    }

    /** Mutated requests from two clients at once, each request with a seed of its own. */
    @Test
    void fuzzed() throws Exception {
        try (var clients = Executors.newFixedThreadPool(2)) {
            var parts = IntStream.range(0, 2)
                    .mapToObj(part -> (Callable<Void>) () -> {
                        Fuzz.run("blob requests, client " + part, 5_000, random -> fuzz(random, part));
                        return null;
                    })
                    .toList();
            for (var part : clients.invokeAll(parts)) {
                part.get();
            }
        }
    }

    private void fuzz(SplittableRandom seeds, int client) throws IOException {
        if (client > 0) {
            seeds.nextLong();
        }
        var request = mutated(new Random(seeds.nextLong()));
        String answers;
        try (var socket = node.connect()) {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            answers = TestNode.untilClosed(socket);
        } catch (java.net.SocketException reset) {
            // Closed while it was still being sent to.
            return;
        }
        if (answers.isEmpty()) {
            return;
        }
        var shown = new String(request, StandardCharsets.ISO_8859_1) + " -> " + answers;
        assertThat(answers).as(shown).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(answers.substring(9, 12));
        assertThat(STATUSES).as(shown).contains(status);
        var head = answers.substring(0, Math.max(0, answers.indexOf("\r\n\r\n")));
        if (status >= 300) {
            var code = ERROR_CODE.matcher(head);
            assertThat(code.find()).as(shown).isTrue();
            // The only 5xx there is: the origin of what is passed through does not exist here.
            assertThat(status < 500 || code.group(1).equals("ServerBusy"))
                    .as(shown)
                    .isTrue();
            assertThat(Arrays.stream(AzureError.values())
                            .anyMatch(known ->
                                    known.status() == status && known.code().equals(code.group(1))))
                    .as(shown)
                    .isTrue();
        } else if (status == 206) {
            var range = PART.matcher(head);
            assertThat(range.find()).as(shown).isTrue();
            long length = Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1;
            assertThat(head.toLowerCase(Locale.ROOT)).as(shown).contains("content-length: " + length);
        }
    }

    private static byte[] mutated(Random random) {
        var account =
                pick(random, "tree--vision", "tree--vision", "contoso", "none", "tree--vision--abc", "%74ree--vision");
        var path = pick(
                random, "/data/a.txt", "/data/b%2Fc", "/data", "/data/", "", "/", "/other/x", "//", "/data/..", "/%");
        var query = pick(
                random,
                "",
                "",
                "?restype=container&comp=list",
                "?restype=container&comp=list&maxresults=" + random.nextInt(-5, 9) + "&delimiter=%2F&marker=x",
                "?comp=" + (char) random.nextInt(33, 127),
                "?restype=container",
                "?%",
                "?&&==&");
        var request = new StringBuilder(
                pick(random, "GET", "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST", "get", "\u0001"));
        request.append(' ').append('/').append(account).append(path).append(query);
        request.append(pick(random, " HTTP/1.1", " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", ""))
                .append("\r\n");
        request.append(pick(random, "Host: x", "Host: x", "Host: tree--vision.blob.x", "Host:", "Host: x\r\nHost: y"))
                .append("\r\n");
        for (int n = random.nextInt(4); n > 0; n--) {
            request.append(pick(
                            random,
                            "Range: bytes=" + random.nextLong() + "-" + random.nextLong(),
                            "x-ms-range: bytes=0-" + random.nextInt(6000),
                            "x-ms-range-get-content-md5: true",
                            "x-ms-range-get-content-crc64: true",
                            "If-Match: " + pick(random, "*", "\"", "W/", "x,y", ""),
                            "If-None-Match: *",
                            "If-Modified-Since: " + random.nextInt(),
                            "If-Unmodified-Since: " + "9".repeat(random.nextInt(200)),
                            "Content-Length: " + pick(random, "0", "5", "99999999999999999999", "x"),
                            "Transfer-Encoding: " + pick(random, "chunked", "gzip, chunked", "identity"),
                            "Expect: 100-continue",
                            "Connection: " + pick(random, "close", "upgrade", "keep-alive, host", "TE"),
                            "Authorization: SharedKey contoso:" + random.nextInt(),
                            "x-ms-client-request-id: " + (char) random.nextInt(1, 256),
                            "x-ms-version: " + "9".repeat(random.nextInt(60)),
                            " folded: yes",
                            "\u0000: x"))
                    .append("\r\n");
        }
        request.append("\r\n")
                .append(pick(random, "", "", "hello", "5\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "-1\r\n"));
        var bytes = request.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int n = random.nextInt(3) == 0 ? random.nextInt(6) : 0; n > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(10) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
