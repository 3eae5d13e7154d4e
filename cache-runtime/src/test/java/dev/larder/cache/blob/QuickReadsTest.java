package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.Fuzz;
import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.read.ByteSource;
import dev.larder.model.blob.BlobRef;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer is the same whether it was given the quick way or the long one. */
class QuickReadsTest {

    private static final int CHUNK = 64 << 10;
    /** A header that no quick answer is given to. */
    private static final String LONG_WAY = "x-unheard-of: 1\r\n";

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void start() {
        node = new TestNode(
                SampleTree.of(
                        Map.of(
                                "a.txt", SampleTree.random(1, 100),
                                "b.bin", SampleTree.random(2, 3 * CHUNK + 17),
                                "empty", new byte[0]),
                        CHUNK),
                directory);
    }

    @AfterEach
    void stop() throws IOException {
        await().atMost(Duration.ofSeconds(10)).until(() -> node.metrics.connections() == 0);
        assertThat(node.metrics.unexpected()).isZero();
        assertThat(node.metrics.inFlight()).isZero();
        assertThat(node.reads.open()).isZero();
        node.close();
    }

    @Test
    void theSecondReadOfABlobIsQuick() throws Exception {
        try (var client = new Client(node)) {
            var first = client.ask(get("/contoso/data/a.txt", ""));
            var second = client.ask(get("/contoso/data/a.txt", ""));
            assertThat(node.reads.opened()).hasSize(1);
            assertThat(second).isEqualTo(first);
            assertThat(second.body).isEqualTo(node.tree.bytes("a.txt"));
            assertThat(node.metered.get()).isEqualTo(200);
            assertThat(node.metrics.bytes(ByteSource.DISK)).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotVerifiedOrNotInMemoryIsNotQuick() throws Exception {
        var disk = new ColdDisk();
        disk.turn();
        try (var client = new Client(node)) {
            var first = client.ask(get("/contoso/data/a.txt", ""));
            node.reads.cold(disk);
            assertThat(client.ask(get("/contoso/data/a.txt", ""))).isEqualTo(first);
            assertThat(node.reads.opened()).hasSize(2);
            node.reads.unverified();
            assertThat(client.ask(get("/contoso/data/a.txt", ""))).isEqualTo(first);
            assertThat(node.reads.opened()).hasSize(3);
        }
    }

    @Test
    void manyInOnePacketAreAnsweredInTheirOrder() throws Exception {
        var requests = new StringBuilder();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int from = 37 * i;
            requests.append(get(
                    i % 5 == 4 ? "/tree--vision/data/b.bin" : "/contoso/data/b.bin",
                    "Range: bytes=" + from + "-" + (from + i) + "\r\n" + (i % 7 == 6 ? LONG_WAY : "")));
            bodies.add(Arrays.copyOfRange(node.tree.bytes("b.bin"), from, from + i + 1));
        }
        try (var client = new Client(node)) {
            client.send(requests.toString());
            for (var body : bodies) {
                assertThat(client.answer().body).isEqualTo(body);
            }
        }
    }

    /** What goes from the page cache to the socket stays behind its own head, and short answers behind it. */
    @Test
    void longAndShortOnesInOnePacketAreAnsweredInTheirOrder() throws Exception {
        var requests = new StringBuilder();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int length = i % 3 == 2 ? 10 + i : BlobRead.ZERO_COPY_FROM + 100 * i;
            requests.append(get("/contoso/data/b.bin", "Range: bytes=" + i + "-" + (i + length - 1) + "\r\n"));
            bodies.add(Arrays.copyOfRange(node.tree.bytes("b.bin"), i, i + length));
        }
        try (var client = new Client(node)) {
            client.ask(get("/contoso/data/b.bin", ""));
            int opened = node.reads.opened().size();
            client.send(requests.toString());
            for (var body : bodies) {
                assertThat(client.answer().body).isEqualTo(body);
            }
            // Those that a full socket kept waiting went the long way.
            assertThat(node.reads.opened().size()).isLessThan(opened + 60);
        }
    }

    /** A head may not overtake a file that a full socket has not taken yet, even when there is room for the head again. */
    @Test
    void headsStayBehindFilesThatTheSocketHasNotTaken() throws Exception {
        int count = 100;
        var requests = get("/contoso/data/b.bin", "Range: bytes=0-" + (CHUNK - 1) + "\r\n")
                .repeat(count);
        var chunk = Arrays.copyOf(node.tree.bytes("b.bin"), CHUNK);
        try (var client = new Client(node)) {
            client.ask(get("/contoso/data/b.bin", ""));
            for (int round = 0; round < 5; round++) {
                client.send(requests);
                for (int i = 0; i < count; i++) {
                    assertThat(client.answer().body).isEqualTo(chunk);
                }
            }
        }
    }

    /** Also when requests arrive in pieces, behind one another, and with others between. */
    @Test
    void bothWaysGiveTheSameAnswers() throws Exception {
        try (var quick = new Client(node);
                var slow = new Client(node)) {
            Fuzz.run("quick reads", 300, random -> {
                var wanted = request(random);
                var all = bytes(get(wanted[0], wanted[1]));
                int cut = random.nextInt(4) == 0 ? random.nextInt(all.length) : 0;
                quick.send(Arrays.copyOf(all, cut));
                quick.send(Arrays.copyOfRange(all, cut, all.length));
                var answer = quick.answer();
                assertThat(answer)
                        .as("%s %s", wanted[0], wanted[1])
                        .isEqualTo(slow.ask(get(wanted[0], wanted[1] + LONG_WAY)));
            });
        }
        assertThat(node.reads.opened().size()).isLessThan(900);
    }

    private static String[] request(SplittableRandom random) {
        var path = List.of("a.txt", "b.bin", "b.bin", "empty", "none").get(random.nextInt(5));
        var account = random.nextBoolean() ? "/tree--vision/data/" : "/contoso/data/";
        int from = random.nextInt(3 * CHUNK + 20);
        int length = random.nextInt(random.nextBoolean() ? 300 : 2 * CHUNK);
        var headers = new StringBuilder();
        if (random.nextInt(4) > 0) {
            headers.append(random.nextBoolean() ? "Range" : "x-ms-range")
                    .append(": bytes=")
                    .append(from)
                    .append('-');
            headers.append(random.nextInt(6) == 0 ? "" : from + length).append("\r\n");
        }
        if (random.nextBoolean()) {
            headers.append("x-ms-version: ")
                    .append("2026-10-06".repeat(random.nextInt(1, 5)))
                    .append("\r\n");
        }
        if (random.nextBoolean()) {
            headers.append("X-MS-Client-Request-Id:  ")
                    .append("i".repeat(random.nextInt(1, 1_100)))
                    .append(" \r\n");
        }
        return new String[] {
            account.startsWith("/contoso") && path.equals("none") ? "/tree--vision/data/none" : account + path,
            headers.toString()
        };
    }

    @Test
    void anotherEditionOfTheCatalogKnowsNothingYet() {
        var targets = new KnownTargets();
        var request = new SimpleGet();
        var bytes = bytes(get("/contoso/data/a.txt", ""));
        assertThat(request.parse(bytes, 0, bytes.length)).isTrue();
        var blob = (Resolution.InDataset) node.tree.resolve(new BlobRef("contoso", "data", "a.txt"));
        var edition = new Object();
        targets.keep(edition, "/contoso/data/a.txt", "x", blob);
        var known = targets.find(edition, request);
        assertThat(known).isNotNull();
        assertThat(known.blob()).isSameAs(blob);
        assertThat(targets.find(new Object(), request)).isNull();
        assertThat(targets.find(edition, request)).isNull();
    }

    private static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What the time and the count of requests do not change. */
    private record Answer(List<String> head, byte[] body) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Answer answer && head.equals(answer.head) && Arrays.equals(body, answer.body);
        }

        @Override
        public int hashCode() {
            return head.hashCode();
        }
    }

    private static final class Client implements AutoCloseable {

        private final Socket socket;

        Client(TestNode node) throws IOException {
            socket = node.connect();
            socket.setTcpNoDelay(true);
        }

        Answer ask(String request) throws IOException {
            send(request);
            return answer();
        }

        void send(String text) throws IOException {
            send(bytes(text));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        Answer answer() throws IOException {
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new EOFException(head.toString(StandardCharsets.ISO_8859_1));
                }
                head.write(next);
            }
            var lines = new ArrayList<>(
                    List.of(head.toString(StandardCharsets.ISO_8859_1).split("\r\n")));
            int length = lines.stream()
                    .filter(line -> line.startsWith("content-length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
                    .findFirst()
                    .orElse(0);
            var body = socket.getInputStream().readNBytes(length);
            boolean refused = lines.stream().anyMatch(line -> line.startsWith("x-ms-error-code"));
            lines.removeIf(line -> line.startsWith("date: ") || line.startsWith("x-ms-request-id: "));
            lines.sort(null);
            return new Answer(lines, refused ? new byte[0] : body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
