package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.cache.http.HttpLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {

    private static final int CHUNK = 1 << 20;
    private static final String BIG = "/contoso/data/big.bin";
    private static final String SMALL = "/contoso/data/small.txt";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private AccessLog log;
    private TestNode node;

    @BeforeEach
    void start() {
        log = AccessLog.start("test", out);
        node = new TestNode(
                SampleTree.of(
                        Map.of(
                                "big.bin", SampleTree.random(1, 9 * CHUNK),
                                "small.txt", "hello".getBytes(StandardCharsets.UTF_8)),
                        CHUNK),
                directory,
                HttpLimits.defaults(),
                null,
                1,
                log);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        log.close();
    }

    @Test
    void aLinePerRequestTellsWhoGotWhatFromWhere() throws Exception {
        node.get(SMALL, "x-ms-client-request-id", "mine \"1\"", "User-Agent", "azsdk/1");
        node.get(BIG, "x-ms-range", "bytes=7-1000006", "User-Agent", "azsdk/1");
        node.send("HEAD", BIG);
        node.get("/contoso/data/none?comp=tags&timeout=5");
        var lines = lines(4);
        var small = lines.getFirst();
        assertThat(small.path("client").asText()).isEqualTo("127.0.0.1");
        assertThat(small.path("method").asText()).isEqualTo("GET");
        assertThat(small.path("host").asText()).isEqualTo("127.0.0.1:" + node.port());
        assertThat(small.path("path").asText()).isEqualTo(SMALL);
        assertThat(small.path("status").asInt()).isEqualTo(200);
        assertThat(small.path("bytes").asLong()).isEqualTo(5);
        assertThat(small.path("micros").asLong()).isPositive();
        assertThat(small.path("source").asText()).isEqualTo("disk");
        assertThat(small.path("clientRequestId").asText()).isEqualTo("mine \"1\"");
        assertThat(small.path("userAgent").asText()).isEqualTo("azsdk/1");
        assertThat(small.path("complete").asBoolean()).isTrue();
        assertThat(small.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(lines.get(1).path("status").asInt()).isEqualTo(206);
        assertThat(lines.get(1).path("bytes").asLong()).isEqualTo(1_000_000);
        assertThat(lines.get(2).path("method").asText()).isEqualTo("HEAD");
        assertThat(lines.get(2).path("bytes").asLong()).isZero();
        assertThat(lines.get(3).path("path").asText()).isEqualTo("/contoso/data/none?comp=tags&timeout=5");
        assertThat(log.written()).isEqualTo(4);
    }

    @Test
    void quickAnswersHaveTheSameLine() throws Exception {
        var line = new ArrayList<String>();
        try (var socket = node.connect()) {
            for (int i = 1; i <= 3; i++) {
                socket.getOutputStream()
                        .write(("GET " + SMALL + " HTTP/1.1\r\nHost: x\r\nx-ms-client-request-id: mine\r\n"
                                        + "User-Agent: azsdk/1\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                int answered = i;
                await().until(() -> log.written() == answered);
            }
        }
        assertThat(node.reads.opened()).as("one of three was an exchange").hasSize(1);
        for (var each : lines(3)) {
            line.add(each.toString().replaceAll("\"(time|micros)\":[^,]*", "x"));
        }
        assertThat(line).hasSize(3).containsOnly(line.getFirst());
    }

    @Test
    void noSecretIsEverWritten() throws Exception {
        var sas = "sv=2025-11-05&sr=c&sp=rl&se=2026-12-01T00%3A00%3A00Z&sig=SECRET%2Babc%3D&skoid=SECRET";
        node.get(SMALL + "?" + sas, "Authorization", "Bearer SECRET");
        node.get(SMALL + "?" + sas, "Authorization", "SharedKey contoso:SECRET");
        node.get(SMALL + "?comp=metadata&%73ig=SECRET&code=SECRET", "x-ms-encryption-key", "SECRET");
        node.get(SMALL + "%3Fsig%3DSECRET");
        node.raw(
                "GET http://user:SECRET@host" + SMALL + "?sig=SECRET HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        node.raw("GET SECRET HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        lines(6);
        assertThat(text()).doesNotContain("SECRET").contains("?comp=metadata\"").contains("%3Fsig=-\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/c?sig=S&comp=list, /a/b/c?comp=list",
        "/a/b/c?SIG=S, /a/b/c",
        "/a/b/c?prefix=x%26sig=S&marker=m, /a/b/c?prefix=x%26sig=-&marker=m",
        "/a/b/c%253Fsv%253Dx%2526%2573ig%253DS, /a/b/c%253Fsv%253Dx%2526sig=-",
        "/a/b/design=1, /a/b/design=1",
        "*, -"
    })
    void targetsAreToldWithoutWhatGivesAccess(String target, String told) {
        assertThat(LoggedTarget.of(target)).isEqualTo(told);
    }

    @Test
    void pipelinedRequestsComeInTheirOrderAndBrokenAnswersSaySo() throws Exception {
        try (var socket = node.connect()) {
            socket.setReceiveBufferSize(16 << 10);
            var head = " HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream()
                    .write(("HEAD " + SMALL + head + "GET /contoso/other/none" + head + "HEAD " + BIG + head + "GET "
                                    + BIG + head + "GET " + SMALL + "?after" + head)
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> log.written() == 3);
            socket.setSoLinger(true, 0);
        }
        var lines = lines(5);
        assertThat(lines.stream().map(line -> line.path("path").asText()))
                .containsExactly(SMALL, "/contoso/other/none", BIG, BIG, SMALL);
        assertThat(lines.get(3).path("status").asInt()).isEqualTo(200);
        assertThat(lines.get(3).path("complete").asBoolean()).isFalse();
        assertThat(lines.get(3).path("bytes").asLong()).isLessThan(9L * CHUNK);
        assertThat(lines.get(4).path("status").asInt()).isZero();
    }

    @Test
    void aSlowReaderCostsLinesAndNothingElse() {
        var stuck = new CountDownLatch(1);
        var slow = AccessLog.start("slow", new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        var entry = AccessEntry.Asked.NOTHING.answered("-", 200, 1, 1, null, true);
        int added = 0;
        // Some are taken off before the writer is stuck.
        while (slow.dropped() == 0 && added < 10 * AccessLog.MOST_WAITING) {
            slow.add(entry);
            added++;
        }
        assertThat(slow.dropped()).isOne();
        assertThat(added).isGreaterThan(AccessLog.MOST_WAITING);
        stuck.countDown();
        slow.close();
        assertThat(slow.written() + slow.dropped()).isEqualTo(added);
    }

    @Test
    void linesThatCannotBeWrittenAreCounted() {
        var broken = AccessLog.start("broken", new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("nobody reads");
            }
        });
        var entry = AccessEntry.Asked.NOTHING.answered("-", 200, 1, 1, null, true);
        broken.add(entry);
        broken.add(entry);
        broken.close();
        assertThat(broken.dropped()).isEqualTo(2);
        assertThat(broken.written()).isZero();
        broken.add(entry);
        assertThat(broken.dropped()).as("with one that came after the end").isEqualTo(3);
    }

    @Test
    void aLineIsAsciiOnOneLineAndCountsMicroseconds() throws IOException {
        var asked = new AccessEntry.Asked("GET", "h\n\u00e4", "/a/b/c", "\t\"\\", "\u007f");
        var line = new StringBuilder();
        AccessLine.append(line, asked.answered("::1", 200, 5, 1_234_567, "disk", true));
        assertThat(line).matches("[ -~]+\n");
        var json = new ObjectMapper().readTree(line.toString());
        assertThat(json.path("host").asText()).isEqualTo("h\n\u00e4");
        assertThat(json.path("clientRequestId").asText()).isEqualTo("\t\"\\");
        assertThat(json.path("userAgent").asText()).isEqualTo("\u007f");
        assertThat(json.path("micros").asLong()).isEqualTo(1_234);
    }

    @Test
    void whatAClientMakesLongIsCut() throws Exception {
        node.get(SMALL + "?comp=" + "x".repeat(5_000), "User-Agent", "y".repeat(500), "x-ms-client-request-id", "z");
        var line = lines(1).getFirst();
        assertThat(line.path("path").asText()).hasSize(AccessEntry.LONGEST_TARGET);
        assertThat(line.path("userAgent").asText()).isEqualTo("y".repeat(256));
        assertThat(line.path("clientRequestId").asText()).isEqualTo("z");
    }

    private String text() {
        return out.toString(StandardCharsets.US_ASCII);
    }

    private List<JsonNode> lines(int count) throws IOException {
        await().until(() -> text().lines().count() >= count);
        var json = new ObjectMapper();
        var lines = new ArrayList<JsonNode>();
        for (var line : text().lines().toList()) {
            lines.add(json.readTree(line));
        }
        assertThat(lines).hasSize(count);
        return lines;
    }
}
