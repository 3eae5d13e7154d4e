package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.options.BlobDownloadContentOptions;
import com.azure.storage.blob.options.BlobDownloadStreamOptions;
import com.azure.storage.blob.options.BlobDownloadToFileOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.common.ContentValidationAlgorithm;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.ReadOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads that ask for a structured body, at the endpoint. */
class StructuredReadTest {

    private static final int CHUNK = 1 << 20;
    private static final int SEGMENT = 4 << 20;
    private static final String BIG = "/contoso/data/big.bin";
    private static final String[] ASKED = {"x-ms-structured-body", "XSM/1.0; properties=crc64"};

    @TempDir
    Path directory;

    private TestNode node;
    private byte[] big;

    @BeforeEach
    void start() {
        big = SampleTree.random(1, 2 * SEGMENT + 12345);
        node = new TestNode(
                SampleTree.of(
                        Map.of(
                                "big.bin",
                                big,
                                "small.txt",
                                "hello".getBytes(StandardCharsets.UTF_8),
                                "empty",
                                new byte[0]),
                        CHUNK),
                directory);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.metrics.unexpected()).isZero();
        node.endpoint().close();
        await().untilAsserted(() -> assertThat(node.reads.open()).isZero());
        node.close();
    }

    @Test
    void aWholeBlobIsFramedInSegmentsOfFourMebibytes() throws Exception {
        var answer = node.get(BIG, ASKED);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-ms-structured-body")).isEqualTo("XSM/1.0; properties=crc64");
        assertThat(header(answer, "x-ms-structured-content-length")).isEqualTo(Integer.toString(big.length));
        assertThat(header(answer, "content-length")).isEqualTo(Integer.toString(answer.body().length));
        assertThat(answer.headers().firstValue("content-md5"))
                .as("of the blob, not of this body")
                .isEmpty();
        assertThat(answer.headers().firstValue("x-ms-blob-content-md5")).isPresent();
        var message = StructuredMessage.decode(answer.body());
        assertThat(message.content()).isEqualTo(big);
        assertThat(message.segments()).containsExactly((long) SEGMENT, (long) SEGMENT, 12345L);
        assertThat(node.metrics.bytes(ByteSource.DISK)).isEqualTo(big.length);
    }

    @Test
    void rangesAreFramedFromTheirOwnFirstByte() throws Exception {
        for (var range :
                new int[][] {{0, 0}, {7, 7 + SEGMENT}, {CHUNK - 1, CHUNK}, {5, 300_000}, {100, big.length + 9}}) {
            var answer = node.get(
                    BIG, ASKED[0], ASKED[1], "x-ms-range", "bytes=" + range[0] + "-" + range[1], "Range", "bytes=1-2");
            int end = Math.min(range[1] + 1, big.length);
            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(header(answer, "content-range"))
                    .isEqualTo("bytes " + range[0] + "-" + (end - 1) + "/" + big.length);
            assertThat(header(answer, "x-ms-structured-content-length")).isEqualTo(Integer.toString(end - range[0]));
            assertThat(StructuredMessage.decode(answer.body()).content())
                    .isEqualTo(Arrays.copyOfRange(big, range[0], end));
        }
        var beyond = node.get(BIG, ASKED[0], ASKED[1], "Range", "bytes=99999999-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("x-ms-structured-body")).isEmpty();
    }

    @Test
    void anEmptyBlobIsAMessageToo() throws Exception {
        var answer = node.get("/contoso/data/empty", ASKED);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(StructuredMessage.decode(answer.body()).content()).isEmpty();
        assertThat(header(answer, "x-ms-structured-content-length")).isEqualTo("0");
    }

    @Test
    void aQuickAnswerNeverTakesItsPlace() throws Exception {
        node.get("/contoso/data/small.txt");
        for (int i = 0; i < 3; i++) {
            var answer = node.get("/contoso/data/small.txt", ASKED);
            assertThat(StructuredMessage.decode(answer.body()).content())
                    .asString()
                    .isEqualTo("hello");
            assertThat(node.get("/contoso/data/small.txt").body()).asString().isEqualTo("hello");
        }
    }

    @Test
    void whatIsUnknownIsRefused() throws Exception {
        for (var type : new String[] {"XSM/2.0; properties=crc64", "XSM/1.0; properties=sha256"}) {
            for (var account : new String[] {"contoso", SampleTree.VIRTUAL}) {
                var answer = node.get("/" + account + "/data/big.bin", ASKED[0], type);
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(header(answer, "x-ms-error-code")).isEqualTo("InvalidHeaderValue");
            }
        }
        var both = node.get(BIG, ASKED[0], ASKED[1], "Range", "bytes=0-9", "x-ms-range-get-content-crc64", "true");
        assertThat(header(both, "x-ms-error-code")).isEqualTo("InvalidHeaderValue");
        var properties = node.send("HEAD", BIG, ASKED);
        assertThat(properties.statusCode()).isEqualTo(200);
        assertThat(header(properties, "content-length")).isEqualTo(Integer.toString(big.length));
    }

    /** The sums go behind the bytes, so nothing waits for the end of a segment. */
    @Test
    void bytesAreSentWhileTheyArrive() throws Exception {
        var fill = node.reads.fill(Arrays.copyOf(big, CHUNK));
        node.reads.script((chunk, bytes) ->
                chunk.chunk() > 0 ? null : CompletableFuture.completedFuture(new ReadOutcome.Filling(fill)));
        try (var socket = node.connect()) {
            socket.getOutputStream()
                    .write(("GET " + BIG + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + ASKED[0] + ": " + ASKED[1]
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var in = socket.getInputStream();
            fill.arrive(1000);
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            var all = new ByteArrayOutputStream();
            all.writeBytes(in.readNBytes(13 + 10 + 1000));
            fill.arrive(CHUNK - 1000);
            in.transferTo(all);
            assertThat(StructuredMessage.decode(all.toByteArray()).content()).isEqualTo(big);
        }
    }

    @Test
    void theJavaClientValidatesEveryWayToDownload() throws Exception {
        var blob = new BlobServiceClientBuilder()
                .endpoint(node.url("contoso"))
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient()
                .getBlobContainerClient("data")
                .getBlobClient("big.bin");
        var crc64 = ContentValidationAlgorithm.CRC64;
        var content = blob.downloadContentWithResponse(
                new BlobDownloadContentOptions().setContentValidationAlgorithm(crc64), null, null);
        assertThat(content.getValue().toBytes()).isEqualTo(big);
        assertThat(content.getHeaders().getValue(com.azure.core.http.HttpHeaderName.fromString(ASKED[0])))
                .isEqualTo(ASKED[1]);
        var part = new ByteArrayOutputStream();
        blob.downloadStreamWithResponse(
                part,
                new BlobDownloadStreamOptions()
                        .setRange(new BlobRange(77, 5_000_000L))
                        .setContentValidationAlgorithm(crc64),
                null,
                null);
        assertThat(part.toByteArray()).isEqualTo(Arrays.copyOfRange(big, 77, 5_000_077));
        try (var in = blob.openInputStream(new BlobInputStreamOptions().setContentValidationAlgorithm(crc64), null)) {
            assertThat(in.readAllBytes()).isEqualTo(big);
        }
        var file = directory.resolve("copy");
        blob.downloadToFileWithResponse(
                new BlobDownloadToFileOptions(file.toString()).setContentValidationAlgorithm(crc64), null, null);
        assertThat(Files.readAllBytes(file)).isEqualTo(big);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }
}
