package dev.larder.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobStorageException;
import dev.larder.crds.cluster.Network;
import dev.larder.local.LocalNode;
import dev.larder.local.sample.Tree;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that change under us, disks that rot and clients that make no sense. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class BadDataIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MIB = 1L << 20;

    private final InstalledLarder larder;

    BadDataIT(InstalledLarder larder) {
        this.larder = larder;
    }

    @Test
    void aBlobThatChangedIsReportedAndNeverMixed() {
        var upload = larder.upload("changed", Tree.ofSizes("changed", 9 * MIB, 9 * MIB));
        var dataset = larder.dataset("changed", "changed", Map.of("warmUp", Map.of("strategy", "OnDemand")));
        dataset.until("serves", state -> state.is("Serving"), LIMIT, state -> {});
        upload.container()
                .getBlobClient("changed/00000.bin")
                .upload(BinaryData.fromBytes(new byte[(int) (9 * MIB)]), true);

        var reader = larder.reader(larder.nodes().get(0), "changed");
        assertThatThrownBy(() -> Reads.sha256(reader, "changed/00000.bin"))
                .isInstanceOfSatisfying(
                        BlobStorageException.class,
                        refused -> assertThat(refused.getStatusCode()).isEqualTo(412));

        var state = dataset.until("says so", seen -> seen.is("SourceChanged"), LIMIT, seen -> {});
        assertThat(state.condition("SourceChanged").orElseThrow().getMessage()).contains("changed/00000.bin");
        larder.delete("changed");
    }

    @Test
    void corruptedAndTruncatedSegmentsAreNeverServed() throws IOException {
        var tree = Tree.ofSizes("rotten", 20 * MIB, 6 * MIB, 50_000);
        larder.upload("rotten", tree);
        var dataset = larder.dataset("rotten", "rotten", Map.of("placement", Map.of("scope", "Node")));
        dataset.untilWarm(LIMIT, state -> {});
        var node = larder.nodes().get(3);
        larder.cluster().powerOff(node.name());
        spoil(larder.cluster().nvme(node.name()).resolve("larder"));
        larder.bringBack(node);
        dataset.untilWarm(LIMIT, state -> {});

        Reads.areLike(tree, larder.reader(node, "rotten"));
        larder.delete("rotten");
    }

    /** Flips one bit in every 64 KiB of the large files of a store, and cuts off the end of one. */
    private static void spoil(Path store) throws IOException {
        try (var files = Files.walk(store)) {
            var large = files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > MIB)
                    .toList();
            assertThat(large).isNotEmpty();
            for (var file : large) {
                try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    var one = ByteBuffer.allocate(1);
                    for (long at = 40_000; at < channel.size(); at += 65_536) {
                        channel.read(one.clear(), at);
                        one.put(0, (byte) (one.get(0) ^ 4)).rewind();
                        channel.write(one, at);
                    }
                }
            }
            try (var channel = FileChannel.open(large.getFirst(), StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - MIB / 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /a HTTP/9.9\r\n\r\n",
                "GET /larder/sample/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /larder/c/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /larder/c/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /larder/c/%c3%28 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /nobody/c/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /larder/c/b HTTP/1.1\r\nHost: x\r\nx-junk: MEGABYTE\r\nConnection: close\r\n\r\n"
            })
    void nonsenseIsRefusedAndTheNodeStaysUp(String request) throws IOException {
        var node = larder.nodes().get(2);
        var restarts = restarts(node);

        assertThat(answer(node, request)).matches("(?s)HTTP/1\\.1 4\\d\\d .*x-ms-error-code: .*");

        assertThat(answer(node, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .as("the node goes on answering")
                .startsWith("HTTP/1.1 ");
        assertThat(restarts(node)).isEqualTo(restarts);
    }

    @Test
    void aRangeBeyondTheBlobIsRefusedAsAzureDoes() throws IOException {
        larder.upload("ranges", Tree.ofSizes("ranges", 1000));
        larder.dataset("ranges", "ranges").untilWarm(LIMIT, state -> {});
        var node = larder.nodes().get(1);

        for (var range : List.of("bytes=1000-", "bytes=9223372036854775807-", "bytes=1001-2000")) {
            assertThat(answer(
                            node,
                            "GET /larder/ranges/ranges/00000.bin HTTP/1.1\r\nHost: x\r\nx-ms-range: " + range
                                    + "\r\nConnection: close\r\n\r\n"))
                    .as(range)
                    .startsWith("HTTP/1.1 416 ")
                    .contains("x-ms-error-code: InvalidRange");
        }
        larder.delete("ranges");
    }

    private static String answer(LocalNode node, String request) throws IOException {
        try (var socket = new Socket(node.ip(), Network.DEFAULT_BLOB_PORT)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(request.replace("MEGABYTE", "x".repeat((int) MIB)).getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(2000), ISO_8859_1);
        } catch (java.net.SocketException refusedWhileSending) {
            throw new AssertionError("the answer was lost: " + refusedWhileSending, refusedWhileSending);
        }
    }

    private int restarts(LocalNode node) {
        return larder.cluster().client().pods().inNamespace("larder").list().getItems().stream()
                .filter(pod -> node.name().equals(pod.getSpec().getNodeName()))
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .mapToInt(status -> status.getRestartCount())
                .sum();
    }
}
