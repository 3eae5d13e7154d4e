package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.http.HttpLimits;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All connections are on one event loop, so that whatever blocks it blocks them. */
class ColdDiskTest {

    private static final int CHUNK = 2 << 20;
    private static final String BIG = "/contoso/data/big.bin";
    private static final String SMALL = "/contoso/data/small.bin";

    @TempDir
    Path directory;

    private final ColdDisk disk = new ColdDisk();
    private TestNode node;

    @BeforeEach
    void start() {
        var tree = SampleTree.of(
                Map.of("big.bin", SampleTree.random(1, 24 * CHUNK + 12345), "small.bin", SampleTree.random(2, 20_000)),
                CHUNK);
        node = new TestNode(tree, directory, HttpLimits.defaults(), null, 1);
    }

    @AfterEach
    void stop() throws IOException {
        disk.turn();
        node.endpoint().close();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(node.reads.open()).isZero());
        node.close();
    }

    @Test
    void whoeverNeedsNoDiskIsServedWhileOthersWaitForIt() throws Exception {
        node.reads.cold(disk);
        try (var large = node.connect();
                var little = node.connect()) {
            large.getOutputStream().write(request(BIG));
            little.getOutputStream().write(request(SMALL));
            await().until(() -> disk.reads() + disk.blocked() >= 1);
            for (int i = 0; i < 20; i++) {
                assertThat(node.send("HEAD", BIG).statusCode()).isEqualTo(200);
            }
            assertThat(disk.blocked()).isZero();
            assertThat(large.getInputStream().available()).isZero();
            disk.turn();
            assertThat(body(large, "big.bin")).isEqualTo(node.tree.bytes("big.bin"));
            assertThat(body(little, "small.bin")).isEqualTo(node.tree.bytes("small.bin"));
        }
        assertThat(disk.blocked())
                .as("uses of bytes that were not read in first")
                .isZero();
        assertThat(disk.readers()).isNotEmpty().allMatch(thread -> thread.startsWith("test-cold-"));
    }

    @Test
    void whatIsInMemoryIsNotReadAgain() throws Exception {
        node.reads.cold(disk);
        disk.turn();
        assertThat(node.get(BIG).body()).isEqualTo(node.tree.bytes("big.bin"));
        int reads = disk.reads();
        assertThat(reads).isBetween(24, 49);
        assertThat(node.get(BIG).body()).isEqualTo(node.tree.bytes("big.bin"));
        assertThat(disk.reads()).isEqualTo(reads);
    }

    @Test
    void aDiskThatCannotReadMakesItAMiss() throws Exception {
        node.reads.cold(disk);
        disk.breaks();
        disk.turn();
        var answer = node.get(SMALL);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(node.reads.opened()).containsExactly(0L, 0L);
    }

    @Test
    void clientsThatLeaveTakeTheirWaitingReadsWithThem() throws Exception {
        node.reads.cold(disk);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var client = node.connect();
            clients.add(client);
            client.getOutputStream().write(request(BIG));
        }
        await().until(() -> node.reads.opened().size() == 300);
        for (var client : clients) {
            client.close();
        }
        await().until(() -> node.metrics.connections() == 0);
        disk.turn();
        await().until(() -> node.reads.open() == 0);
        assertThat(disk.reads()).as("the eight that had begun").isLessThanOrEqualTo(8);
    }

    @Test
    void aSlowClientHasLittleOfAStoredBlobQueued() throws Exception {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(node.endpoint().address());
            socket.getOutputStream().write(request(BIG));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            await().pollDelay(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(node.reads.opened()).hasSizeLessThan(12));
        }
    }

    private byte[] body(Socket from, String path) throws IOException {
        var answer = from.getInputStream().readAllBytes();
        return Arrays.copyOfRange(answer, answer.length - node.tree.bytes(path).length, answer.length);
    }

    private static byte[] request(String path) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
