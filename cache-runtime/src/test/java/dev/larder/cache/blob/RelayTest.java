package dev.larder.cache.blob;

import static dev.larder.cache.blob.ScriptedOrigin.head;
import static dev.larder.cache.blob.ScriptedOrigin.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pass-through does when origins and clients misbehave, with an origin that the test scripts byte by byte. */
class RelayTest {

    private static final String GET = "GET /contoso/other/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    @TempDir
    Path directory;

    private ScriptedOrigin origin;
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        origin = new ScriptedOrigin();
        var tree = SampleTree.of(Map.of("cached", new byte[10]), 1 << 20);
        node = new TestNode(tree.withOrigin(origin.endpoint()), directory);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.metrics.unexpected()).isZero();
        node.close();
        origin.close();
    }

    @Test
    void anAnswerThatBreaksOffBreaksOff() throws Exception {
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        });
        assertThat(node.raw(GET)).startsWith("HTTP/1.1 200 OK").endsWith("half");
        await().until(() -> node.metrics.aborted() == 1);
    }

    @Test
    void noAnswerIsServerBusy() throws Exception {
        origin.script((socket, connection) -> head(socket.getInputStream()));
        assertThat(node.raw(GET)).startsWith("HTTP/1.1 503 ").contains("x-ms-error-code: ServerBusy");
        origin.script((socket, connection) -> say(socket, "SMTP ready\r\n\r\n"));
        assertThat(node.raw(GET)).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aConnectionThatTheOriginHadJustClosedIsReplaced() throws Exception {
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            // Closes only when the next request is there: the race that idle connections have.
            head(socket.getInputStream());
        });
        var two = "GET /contoso/other/x HTTP/1.1\r\nHost: x\r\n\r\n" + GET;
        assertThat(node.raw(two).split("HTTP/1.1 200 OK", -1)).hasSize(3);
        assertThat(origin.connections()).isEqualTo(2);
    }

    @Test
    void answersWithoutALengthAreChunkedOrEndWithTheConnection() throws Exception {
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            say(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            socket.getInputStream().read();
        });
        assertThat(node.raw(GET)).contains("transfer-encoding: chunked").endsWith("abc\r\n2\r\nde\r\n0\r\n\r\n");
        assertThat(node.raw("GET /contoso/other/x HTTP/1.0\r\n\r\n"))
                .doesNotContain("chunked")
                .endsWith("\r\n\r\nabcde");
    }

    @Test
    void aSlowClientHoldsBackTheOrigin() throws Exception {
        var sent = new AtomicLong();
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            var block = new byte[64 << 10];
            while (sent.get() < 1_000_000_000L) {
                socket.getOutputStream().write(block);
                sent.addAndGet(block.length);
            }
        });
        try (var socket = node.connect()) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertComesToRest(sent);
            assertThat(sent.get()).isLessThan(64 << 20);
        }
        await().until(() -> node.metrics.connections() == 0);
    }

    @Test
    void aSlowOriginHoldsBackTheClient() throws Exception {
        var taken = new AtomicLong();
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            await().atMost(Duration.ofSeconds(20)).until(() -> taken.get() < 0);
        });
        try (var socket = node.connect()) {
            socket.getOutputStream()
                    .write("PUT /contoso/other/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var sender = Thread.ofVirtual().start(() -> {
                var block = new byte[64 << 10];
                try {
                    while (taken.get() >= 0) {
                        socket.getOutputStream().write(block);
                        taken.addAndGet(block.length);
                    }
                } catch (IOException closed) {
                    // By the test.
                }
            });
            assertComesToRest(taken);
            assertThat(taken.get()).isBetween(1L, (long) (64 << 20));
            taken.set(Long.MIN_VALUE);
            socket.close();
            sender.join();
        }
    }

    @Test
    void anEarlyRefusalReachesAClientThatIsStillSending() throws Exception {
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            say(socket, "HTTP/1.1 403 No\r\nContent-Length: 3\r\nx-ms-error-code: AuthorizationFailure\r\n\r\nno!");
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
        try (var socket = node.connect()) {
            socket.getOutputStream()
                    .write("PUT /contoso/other/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[100_000]);
            assertThat(TestNode.untilClosed(socket))
                    .startsWith("HTTP/1.1 403 No")
                    .endsWith("no!");
        }
    }

    @Test
    void clientsThatLeaveFreeTheirConnections() throws Exception {
        origin.script((socket, connection) -> {
            head(socket.getInputStream());
            socket.getInputStream().read();
        });
        for (int i = 0; i < 5; i++) {
            int before = origin.connections();
            try (var socket = node.connect()) {
                socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
                await().until(() -> origin.connections() > before);
            }
        }
        await().until(() -> node.metrics.connections() == 0 && node.metrics.inFlight() == 0);
    }

    /** Backpressure shows as a count that stops rising. */
    private static void assertComesToRest(AtomicLong count) {
        var last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(250))
                .atMost(Duration.ofSeconds(20))
                .until(() -> count.get() > 0 && last.getAndSet(count.get()) == count.get());
    }
}
