package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.larder.cache.read.ByteSource;
import dev.larder.local.origin.LoopbackOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no cacheable read, against Azurite: unmodified clients cannot tell the node from the origin. */
class PassThroughTest {

    private static LoopbackOrigin origin;

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeAll
    static void startOrigin() {
        origin = LoopbackOrigin.start(SampleTree.ACCOUNT);
    }

    @AfterAll
    static void stopOrigin() {
        origin.close();
    }

    @BeforeEach
    void start() {
        var tree = SampleTree.of(Map.of("cached", "from the manifest".getBytes(StandardCharsets.UTF_8)), 1 << 20);
        node = new TestNode(tree.withOrigin(origin.endpoint()), directory);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.metrics.unexpected()).isZero();
        node.close();
    }

    private BlobContainerClient container(String name) {
        return new BlobServiceClientBuilder()
                .endpoint(node.url(SampleTree.ACCOUNT))
                .credential(new StorageSharedKeyCredential(
                        origin.account().name(), origin.account().key()))
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient()
                .getBlobContainerClient(name);
    }

    @Test
    void uploadReadListDeleteThroughTheNode() {
        var container = container("c" + UUID.randomUUID());
        container.create();
        var small = SampleTree.random(1, 100);
        var large = SampleTree.random(2, (9 << 20) + 7);
        container.getBlobClient("dir/small ü").upload(BinaryData.fromBytes(small));
        container
                .getBlobClient("large")
                .uploadWithResponse(
                        new BlobParallelUploadOptions(BinaryData.fromBytes(large))
                                .setParallelTransferOptions(new ParallelTransferOptions()
                                        .setBlockSizeLong(1L << 20)
                                        .setMaxSingleUploadSizeLong(1L << 20)),
                        null,
                        null);
        assertThat(container.getBlobClient("dir/small ü").downloadContent().toBytes())
                .isEqualTo(small);
        assertThat(SampleTree.digest(
                        "SHA-256",
                        container.getBlobClient("large").downloadContent().toBytes()))
                .isEqualTo(SampleTree.digest("SHA-256", large));
        assertThat(container.listBlobs().stream().map(BlobItem::getName)).containsExactly("dir/small ü", "large");
        container.getBlobClient("large").delete();
        assertThat(container.getBlobClient("large").exists()).isFalse();
        assertThat(node.metrics.bytes(ByteSource.ORIGIN)).isGreaterThan(large.length);
        assertThat(node.reads.opened()).isEmpty();
    }

    @Test
    void aBlobOfADatasetCostsTheOriginNothing() throws Exception {
        var before = origin.probe().counts();
        assertThat(node.get("/contoso/data/cached").body())
                .isEqualTo("from the manifest".getBytes(StandardCharsets.UTF_8));
        assertThat(origin.probe().counts().minus(before).requests()).isZero();
    }

    @Test
    void clientsReadWhatTheyWroteThoughADatasetListsIt() throws Exception {
        var old = "from the manifest".getBytes(StandardCharsets.UTF_8);
        var container = container("data");
        container.createIfNotExists();
        var blob = container.getBlobClient("cached");
        assertThat(blob.downloadContent().toBytes()).isEqualTo(old);
        // A refused write changes nothing.
        assertThat(node.send("DELETE", "/contoso/data/cached").statusCode()).isBetween(400, 499);
        assertThat(blob.downloadContent().toBytes()).isEqualTo(old);

        blob.upload(BinaryData.fromString("new"), true);
        assertThat(blob.downloadContent().toString()).isEqualTo("new");
        assertThat(blob.getProperties().getBlobSize()).isEqualTo(3);
        assertThat(node.get("/contoso/data/cached").body())
                .as("what who has no credentials gets")
                .isEqualTo(old);
        blob.delete();
        assertThat(blob.exists()).isFalse();

        assertThat(node.get("/tree--vision/data/cached").body()).isEqualTo(old);
        container.delete();
    }

    @Test
    void sasPassesAndItsRefusalToo() throws Exception {
        var container = container("sas" + UUID.randomUUID());
        container.create();
        container.getBlobClient("x").upload(BinaryData.fromString("secret"));
        var sas = container.generateSas(new BlobServiceSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                new BlobContainerSasPermission().setReadPermission(true)));
        var url = "/contoso/" + container.getBlobContainerName() + "/x";
        assertThat(node.get(url + "?" + sas).body()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
        var refused = node.get(url + "?" + sas.replace("sp=r", "sp=w"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("x-larder-source")).contains("origin");
    }

    @Test
    void aLargeBodyWaitsForTheOriginsGoAhead() throws Exception {
        var container = container("exp" + UUID.randomUUID());
        container.create();
        var sas = container.generateSas(new BlobServiceSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                new BlobContainerSasPermission()
                        .setReadPermission(true)
                        .setCreatePermission(true)
                        .setWritePermission(true)));
        var body = SampleTree.random(4, 5 << 20);
        try (var socket = node.connect()) {
            socket.getOutputStream()
                    .write(("PUT /contoso/" + container.getBlobContainerName() + "/big?" + sas
                                    + " HTTP/1.1\r\nHost: x\r\n"
                                    + "x-ms-version: 2024-11-04\r\nx-ms-blob-type: BlockBlob\r\nExpect: 100-continue\r\n"
                                    + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(body);
            assertThat(TestNode.untilClosed(socket)).startsWith("HTTP/1.1 201 ");
        }
        assertThat(container.getBlobClient("big").downloadContent().toBytes()).isEqualTo(body);
    }

    @Test
    void anOriginThatIsNotThereIsServerBusy() throws Exception {
        try (var lonely = new TestNode(node.tree.withOrigin(URI.create("http://127.0.0.1:1/contoso")), directory)) {
            var answer = lonely.get("/contoso/other/x");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("x-ms-error-code")).contains("ServerBusy");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("127.0.0.1:1");
            assertThat(lonely.send("PUT", "/none/other/x").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theOriginsErrorsArePassedOnUnchanged() {
        var container = container("none" + UUID.randomUUID());
        assertThatThrownBy(() -> container.getBlobClient("x").downloadContent())
                .isInstanceOfSatisfying(BlobStorageException.class, missing -> {
                    assertThat(missing.getStatusCode()).isEqualTo(404);
                    assertThat(String.valueOf(missing.getErrorCode())).isEqualTo("ContainerNotFound");
                });
    }
}
