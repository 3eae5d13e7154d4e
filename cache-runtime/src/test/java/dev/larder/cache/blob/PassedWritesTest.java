package dev.larder.cache.blob;

import static dev.larder.cache.blob.ScriptedOrigin.head;
import static dev.larder.cache.blob.ScriptedOrigin.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OnDemandRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients read of what they write through the node, when the origin is slow, in trouble or gone. */
class PassedWritesTest {

    private static final String NOT_THERE = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    Path directory;

    /** Request lines. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private ScriptedOrigin origin;
    private TestNode node;

    /** What the origin says to a request. */
    private interface Answers {
        String to(String head);
    }

    @BeforeEach
    void start() throws IOException {
        origin = new ScriptedOrigin();
        var rule = new OnDemandRule(SampleTree.ACCOUNT, "kept", OnDemandRule.Policy.IMMUTABLE, 60, 300);
        var tree = SampleTree.of(Map.of("cached", "old".getBytes(StandardCharsets.US_ASCII)), 1 << 20)
                .withOrigin(origin.endpoint())
                .onDemand(new OnDemand(1 << 20, "Cluster", List.of(rule)));
        node = new TestNode(tree, directory);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.metrics.unexpected()).isZero();
        node.close();
        origin.close();
    }

    private void answers(Answers answers) {
        origin.script((socket, connection) -> {
            while (true) {
                var head = head(socket.getInputStream());
                asked.add(head.substring(0, head.indexOf("\r\n")));
                var answer = answers.to(head);
                if (answer.isEmpty()) {
                    return;
                }
                say(socket, answer);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"201, new", "500, new", "504, new", "503, old", "409, old"})
    void whatMayBeOverwrittenIsReadAtTheOrigin(int status, String read) throws Exception {
        answers(head -> head.startsWith("PUT")
                ? "HTTP/1.1 " + status + " Said\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        assertThat(text("/contoso/data/cached?sig=s")).isEqualTo("old");
        assertThat(node.send("PUT", "/contoso/data/cached?sig=s").statusCode()).isEqualTo(status);
        assertThat(text("/contoso/data/cached?sig=s")).isEqualTo(read);
    }

    @Test
    void aChangeWithoutABodyIsNotMadeTwice() throws Exception {
        // The origin does what it is asked for, and goes before it can say so.
        answers(head -> head.contains("comp=snapshot") ? "" : "HTTP/1.1 201 Done\r\nContent-Length: 0\r\n\r\n");
        var put = "PUT /contoso/data/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
        var snapshot = "PUT /contoso/data/x?comp=snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n";
        assertThat(node.raw(put + snapshot)).contains("HTTP/1.1 201 Done", "HTTP/1.1 503 ");
        assertThat(asked).filteredOn(line -> line.contains("comp=snapshot")).hasSize(1);
        assertThat(origin.connections())
                .as("the second went to one that had been used")
                .isEqualTo(1);
    }

    /** A question that was sent before a write may be answered from before it. */
    @Test
    void whoReadsAfterAWriteSharesNoQuestionFromBeforeIt() throws Exception {
        var said = new CompletableFuture<String>();
        answers(head -> head.startsWith("HEAD") ? said.join() : head.startsWith("PUT") ? created() : NOT_THERE);
        var get = request("GET", "/contoso/kept/x");
        try {
            var before = async(get);
            awaitQuestions(1);
            assertThat(raw(request("PUT", "/contoso/kept/x"))).startsWith("HTTP/1.1 201 ");
            var after = async(get);
            awaitQuestions(2);
            said.complete(NOT_THERE);
            assertThat(before.join()).startsWith("HTTP/1.1 404 ");
            assertThat(after.join()).startsWith("HTTP/1.1 404 ");
        } finally {
            said.complete(NOT_THERE);
        }
    }

    @Test
    void whoReadsAtTheSameTimeSharesAQuestion() throws Exception {
        var said = new CompletableFuture<String>();
        answers(head -> head.startsWith("HEAD") ? said.join() : NOT_THERE);
        var get = request("GET", "/contoso/kept/x");
        var one = async(get);
        awaitQuestions(1);
        var other = async(get);
        await().until(() -> node.metrics.inFlight() == 2);
        said.complete(NOT_THERE);
        assertThat(one.join()).startsWith("HTTP/1.1 404 ");
        assertThat(other.join()).startsWith("HTTP/1.1 404 ");
        awaitQuestions(1);
    }

    /** As curl sends them. */
    @Test
    void bytesOfNamesThatAreNotAsciiReachTheOriginEncoded() {
        answers(head -> NOT_THERE);
        var name = new String("ü/漢".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        raw(request("GET", "/contoso/other/" + name + "?x=" + name));
        raw(request("GET", "/contoso/kept/" + name));
        assertThat(asked)
                .containsExactly(
                        "GET /contoso/other/%C3%BC/%E6%BC%A2?x=%C3%BC/%E6%BC%A2 HTTP/1.1",
                        "HEAD /contoso/kept/%C3%BC/%E6%BC%A2 HTTP/1.1", "GET /contoso/kept/%C3%BC/%E6%BC%A2 HTTP/1.1");
    }

    private void awaitQuestions(int count) {
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        asked.stream().filter(line -> line.startsWith("HEAD")).count() == count);
    }

    private static String created() {
        return "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    }

    private static String request(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    private CompletableFuture<String> async(String request) {
        return CompletableFuture.supplyAsync(() -> raw(request), work -> Thread.startVirtualThread(work));
    }

    private String raw(String request) {
        try {
            return node.raw(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String target) throws Exception {
        return new String(node.get(target).body(), StandardCharsets.US_ASCII);
    }
}
