package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobDownloadToFileOptions;
import com.azure.storage.common.ParallelTransferOptions;
import dev.larder.cache.read.ReadOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified Java SDK; only its endpoint is ours. */
class AzureClientTest {

    private static final int CHUNK = 4 << 20;
    private static final String NAME = "deep/dir ü/big file.bin";

    @TempDir
    Path directory;

    private TestNode node;
    private byte[] big;
    private BlobContainerClient container;

    @BeforeEach
    void start() {
        big = SampleTree.random(1, 3 * CHUNK + 54321);
        var tree = SampleTree.of(
                Map.of(
                        NAME,
                        big,
                        "a.txt",
                        "hello".getBytes(StandardCharsets.UTF_8),
                        "deep/b.txt",
                        new byte[1],
                        "empty",
                        new byte[0]),
                CHUNK);
        node = new TestNode(tree, directory);
        container = container(SampleTree.VIRTUAL);
    }

    private BlobContainerClient container(String account) {
        return new BlobServiceClientBuilder()
                .endpoint(node.url(account))
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient()
                .getBlobContainerClient("data");
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(node.metrics.unexpected()).isZero();
        node.close();
    }

    @Test
    void everyWayToDownloadGivesTheSameBytes() throws Exception {
        for (var account : new String[] {SampleTree.ACCOUNT, SampleTree.VIRTUAL}) {
            var blob = container(account).getBlobClient(NAME);
            assertThat(blob.exists()).isTrue();
            assertThat(sha(blob.downloadContent().toBytes())).isEqualTo(sha(big));
            var streamed = new ByteArrayOutputStream();
            blob.downloadStream(streamed);
            assertThat(sha(streamed.toByteArray())).isEqualTo(sha(big));
            try (var opened = blob.openInputStream()) {
                assertThat(sha(opened.readAllBytes())).isEqualTo(sha(big));
            }
            var file = directory.resolve("copy-" + account);
            blob.downloadToFileWithResponse(
                    new BlobDownloadToFileOptions(file.toString())
                            .setParallelTransferOptions(new ParallelTransferOptions().setBlockSizeLong(1L << 20)),
                    Duration.ofSeconds(30),
                    null);
            assertThat(sha(Files.readAllBytes(file))).isEqualTo(sha(big));
        }
        assertThat(container.getBlobClient("empty").downloadContent().toBytes()).isEmpty();
    }

    @Test
    void randomRangesWhileTheBlobIsCold() {
        node.reads.script((chunk, bytes) -> {
            var fill = node.reads.fill(bytes);
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 8; i++) {
                    fill.arrive(bytes.length / 7);
                }
            });
            return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
        });
        var random = new Random(5);
        var blob = container.getBlobClient(NAME);
        for (int i = 0; i < 30; i++) {
            int from = random.nextInt(big.length);
            int length = 1 + random.nextInt(Math.min(CHUNK, big.length - from));
            var part = new ByteArrayOutputStream();
            blob.downloadStreamWithResponse(
                    part,
                    new BlobRange(from, (long) length),
                    new DownloadRetryOptions().setMaxRetryRequests(0),
                    new BlobRequestConditions().setIfMatch(SampleTree.etag(NAME)),
                    random.nextInt(4) == 0,
                    null,
                    null);
            assertThat(part.toByteArray()).isEqualTo(Arrays.copyOfRange(big, from, from + length));
        }
    }

    @Test
    void propertiesAndConditions() {
        var blob = container.getBlobClient("a.txt");
        var properties = blob.getProperties();
        assertThat(properties.getBlobSize()).isEqualTo(5);
        assertThat(properties.getContentType()).isEqualTo("text/plain");
        assertThat(properties.getMetadata()).containsEntry("owner", "Ada & <Bob>");
        assertThat(properties.getLastModified().toInstant()).isEqualTo(SampleTree.MODIFIED);
        assertThat(properties.getContentMd5()).isEqualTo(SampleTree.md5("hello".getBytes(StandardCharsets.UTF_8)));
        assertThat(container.getBlobClient("none").exists()).isFalse();
        assertThat(container.exists()).isTrue();
        assertThatThrownBy(() -> blob.downloadStreamWithResponse(
                        new ByteArrayOutputStream(),
                        null,
                        null,
                        new BlobRequestConditions().setIfMatch("0xOTHER"),
                        false,
                        null,
                        null))
                .isInstanceOfSatisfying(BlobStorageException.class, refused -> {
                    assertThat(refused.getStatusCode()).isEqualTo(412);
                    assertThat(String.valueOf(refused.getErrorCode())).isEqualTo("ConditionNotMet");
                });
        assertThatThrownBy(() -> blob.upload(new java.io.ByteArrayInputStream(new byte[3]), 3, true))
                .isInstanceOfSatisfying(
                        BlobStorageException.class,
                        refused -> assertThat(refused.getStatusCode()).isEqualTo(405));
    }

    @Test
    void lists() {
        assertThat(container.listBlobs().stream().map(BlobItem::getName))
                .containsExactly("a.txt", "deep/b.txt", NAME, "empty");
        assertThat(container.listBlobsByHierarchy("").stream().map(BlobItem::getName))
                .containsExactlyInAnyOrder("a.txt", "deep/", "empty");
        var options = new ListBlobsOptions()
                .setPrefix("deep/")
                .setMaxResultsPerPage(1)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        var listed = container.listBlobs(options, null).stream().toList();
        assertThat(listed).hasSize(2);
        assertThat(listed.get(1).getName()).isEqualTo(NAME);
        assertThat(listed.get(1).getProperties().getContentLength()).isEqualTo(big.length);
        assertThat(listed.get(1).getProperties().getETag()).isEqualTo(SampleTree.etag(NAME));
        assertThat(listed.get(1).getMetadata()).containsEntry("owner", "Ada & <Bob>");
    }

    private static byte[] sha(byte[] bytes) {
        return SampleTree.digest("SHA-256", bytes);
    }
}
