package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.http.HttpLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of clients that take a long answer slowly, or not at all, whichever way it began. */
class SlowClientTest {

    private static final Duration STALL = Duration.ofSeconds(2);
    private static final int CHUNK = 1 << 20;
    private static final String BIG = "/contoso/data/big.bin";

    /** Keeps a read from being answered the quick way. */
    private static final String UNHEARD_OF = "x-unheard-of: 1\r\n";

    @TempDir
    Path directory;

    private final byte[] bytes = SampleTree.random(1, 12 * CHUNK);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private AccessLog log;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        log = AccessLog.start("test", out);
        var limits = new HttpLimits(16 << 10, 64 << 10, 100, Duration.ofSeconds(1), Duration.ofMinutes(5), STALL);
        node = new TestNode(SampleTree.of(Map.of("big.bin", bytes), CHUNK), directory, limits, null, 1, log);
        assertThat(node.get(BIG).body()).isEqualTo(bytes);
    }

    @AfterEach
    void stop() throws IOException {
        node.closeUnused();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", UNHEARD_OF})
    void whoTakesItBitByBitGetsAllOfIt(String header) throws Exception {
        long began = System.nanoTime();
        try (var socket = ask(header)) {
            var in = socket.getInputStream();
            int length = skipHead(in);
            var body = new ByteArrayOutputStream();
            while (body.size() < length) {
                body.write(in.readNBytes(Math.min(CHUNK, length - body.size())));
                await().pollDelay(STALL.dividedBy(4)).until(() -> true);
            }
            assertThat(Arrays.equals(body.toByteArray(), bytes)).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(STALL.multipliedBy(2));
        await().until(() -> log.written() == 2);
        assertThat(line(1)).contains("\"complete\":true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", UNHEARD_OF})
    void whoTakesNothingAnyMoreIsCutOff(String header) throws Exception {
        try (var socket = ask(header)) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            await().atMost(STALL.multipliedBy(3)).until(() -> node.metrics.aborted() == 1);
            assertThat(untilCut(socket.getInputStream())).isLessThan(bytes.length);
        }
        await().until(() -> log.written() == 2);
        assertThat(line(1)).contains("\"complete\":false");
    }

    /** Otherwise the node would wait for it with all its patience. */
    @Test
    void aConnectionWhoseAnswerHadBegunEndsWithItWhenTheNodeDrains() throws Exception {
        try (var socket = ask("")) {
            var in = socket.getInputStream();
            int length = skipHead(in);
            var draining = Thread.ofVirtual().start(() -> {
                try {
                    node.endpoint().drain(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(this::refusesConnections);
            assertThat(Arrays.equals(in.readNBytes(length), bytes)).isTrue();
            assertThat(in.read()).isEqualTo(-1);
            draining.join(Duration.ofSeconds(10));
            assertThat(draining.isAlive()).isFalse();
        }
    }

    private boolean refusesConnections() {
        try (var _ = node.connect()) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private Socket ask(String header) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.setSoTimeout(20_000);
        socket.connect(node.endpoint().address());
        socket.getOutputStream()
                .write(("GET " + BIG + " HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n" + header + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** What follows it, bytes. */
    private static int skipHead(InputStream in) throws IOException {
        var head = ScriptedOrigin.head(in);
        int length = head.indexOf("content-length: ") + "content-length: ".length();
        return Integer.parseInt(head.substring(length, head.indexOf("\r", length)));
    }

    private static long untilCut(InputStream in) throws IOException {
        try {
            return in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            return 0;
        }
    }

    private String line(int number) {
        return out.toString(StandardCharsets.US_ASCII).split("\n")[number];
    }
}
