package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.ReadOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer that begins the quick way and goes on the long one, to a client whose socket takes only a part at once. */
class LongAnswerTest {

    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 24;
    private static final String BIG = "/contoso/data/big.bin";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final byte[] bytes = SampleTree.random(1, CHUNKS * CHUNK);
    private AccessLog log;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        log = AccessLog.start("test", out);
        var tree = SampleTree.of(Map.of("big.bin", bytes), CHUNK);
        node = new TestNode(tree, directory, HttpLimits.defaults(), null, 1, log);
        assertThat(node.get(BIG).body()).isEqualTo(bytes);
    }

    @AfterEach
    void stop() throws IOException {
        node.closeUnused();
        log.close();
    }

    @Test
    void isTheSameAndCountedTheSame() throws Exception {
        int opened = node.reads.opened().size();
        try (var socket = slow()) {
            ask(socket, "");
            assertThat(body(socket)).isEqualTo(bytes);
            assertThat(node.reads.opened()).as("all but the first chunk").hasSize(opened + CHUNKS - 1);
            ask(socket, "Range: bytes=" + (CHUNK - 7) + "-" + (3 * CHUNK) + "\r\n");
            assertThat(body(socket)).isEqualTo(Arrays.copyOfRange(bytes, CHUNK - 7, 3 * CHUNK + 1));
        }
        await().until(() -> log.written() == 3);
        var lines = lines();
        assertThat(lines[1]).isEqualTo(lines[0]);
        assertThat(lines[2]).contains("\"status\":206", "\"bytes\":" + (2 * CHUNK + 8), "\"complete\":true");
        assertThat(node.metrics.bytes(ByteSource.DISK)).isEqualTo(2L * bytes.length + 2 * CHUNK + 8);
        assertThat(node.metered.get()).isEqualTo(2L * bytes.length + 2 * CHUNK + 8);
    }

    @Test
    void whatFollowsMayArriveFromElsewhere() throws Exception {
        try (var socket = slow()) {
            ask(socket, "");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            node.reads.script((chunk, part) -> {
                var fill = node.reads.fill(part);
                fill.arrive(part.length);
                return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
            });
            assertThat(body(socket)).isEqualTo(bytes);
        }
        assertThat(node.metrics.bytes(ByteSource.PEER)).isPositive();
    }

    @Test
    void breaksOffWhenTheRestCannotBeHad() throws Exception {
        try (var socket = slow()) {
            ask(socket, "");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            node.reads.script((chunk, part) -> CompletableFuture.completedFuture(
                    new ReadOutcome.Unavailable(new FillFailure(FillFailure.Reason.BUSY, "because"))));
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(bytes.length);
        }
        await().until(() -> log.written() == 2);
        assertThat(lines()[1]).contains("\"status\":200", "\"complete\":false");
    }

    @Test
    void endsWithItsClient() throws Exception {
        try (var socket = slow()) {
            ask(socket, "");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            await().until(() -> node.reads.open() > 0);
            socket.setSoLinger(true, 0);
        }
        await().until(() -> log.written() == 2);
        assertThat(lines()[1]).contains("\"complete\":false");
    }

    @Test
    void whatIsAskedMeanwhileIsAnsweredBehindIt() throws Exception {
        try (var socket = slow()) {
            ask(socket, "");
            ask(socket, "Range: bytes=5-9\r\n");
            ask(socket, "x-unheard-of: 1\r\nRange: bytes=9-19\r\n");
            assertThat(body(socket)).isEqualTo(bytes);
            assertThat(body(socket)).isEqualTo(Arrays.copyOfRange(bytes, 5, 10));
            assertThat(body(socket)).isEqualTo(Arrays.copyOfRange(bytes, 9, 20));
        }
    }

    private Socket slow() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(node.endpoint().address());
        return socket;
    }

    private void ask(Socket socket, String headers) throws IOException {
        var host = "Host: 127.0.0.1:" + node.port() + "\r\n";
        socket.getOutputStream()
                .write(("GET " + BIG + " HTTP/1.1\r\n" + host + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] body(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        int length = head.indexOf("content-length: ") + "content-length: ".length();
        return socket.getInputStream().readNBytes(Integer.parseInt(head.substring(length, head.indexOf("\r", length))));
    }

    private String[] lines() {
        return out.toString(StandardCharsets.US_ASCII)
                .replaceAll("\"(time|micros|clientRequestId|userAgent)\":[^,]*,", "")
                .split("\n");
    }
}
