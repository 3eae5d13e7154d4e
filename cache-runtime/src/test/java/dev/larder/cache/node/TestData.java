package dev.larder.cache.node;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Blobs in a container of the origin, with bytes that follow from their names. */
public final class TestData {

    private final LocalOrigin origin;
    private final String container;
    private final BlobContainerClient client;
    private final Map<String, byte[]> blobs = new LinkedHashMap<>();

    public TestData(LocalOrigin origin, String container) {
        this.origin = origin;
        this.container = container;
        BlobServiceClient service = new BlobServiceClientBuilder()
                .connectionString(origin.directConnectionString())
                .serviceVersion(BlobServiceVersion.V2025_11_05)
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient();
        client = service.getBlobContainerClient(container);
        client.createIfNotExists();
    }

    TestData blob(String path, int size) {
        byte[] bytes = new byte[size];
        new Random(path.hashCode() * 31L + size).nextBytes(bytes);
        return put(path, bytes);
    }

    public TestData put(String path, byte[] bytes) {
        client.getBlobClient(path).upload(BinaryData.fromBytes(bytes), true);
        blobs.put(path, bytes);
        return this;
    }

    public TestData put(String path, byte[] bytes, BlobHttpHeaders headers, Map<String, String> metadata) {
        var options = new BlobParallelUploadOptions(BinaryData.fromBytes(bytes))
                .setHeaders(headers)
                .setMetadata(metadata);
        client.getBlobClient(path).uploadWithResponse(options, null, Context.NONE);
        blobs.put(path, bytes);
        return this;
    }

    void delete(String path) {
        client.getBlobClient(path).delete();
    }

    /** Of its newest version, quoted. */
    String etag(String path) {
        return '"' + client.getBlobClient(path).getProperties().getETag().replace("\"", "") + '"';
    }

    byte[] bytes(String path) {
        byte[] known = blobs.get(path);
        if (known == null) {
            throw new IllegalArgumentException("no blob " + path);
        }
        return known;
    }

    /** Lets its bearer read the container, or one blob of it. */
    String sas(@Nullable String path) {
        var until = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
        return path == null
                ? client.generateSas(new BlobServiceSasSignatureValues(
                        until,
                        new BlobContainerSasPermission().setReadPermission(true).setWritePermission(true)))
                : client.getBlobClient(path)
                        .generateSas(new BlobServiceSasSignatureValues(
                                until, new BlobSasPermission().setReadPermission(true)));
    }

    /** As a client with this account key reads it. */
    byte[] read(String endpoint, String key, String path) {
        return new BlobServiceClientBuilder()
                .endpoint(endpoint)
                .credential(new StorageSharedKeyCredential(account(), key))
                .serviceVersion(BlobServiceVersion.V2025_11_05)
                .httpClient(new JdkHttpClientBuilder().build())
                .buildClient()
                .getBlobContainerClient(container)
                .getBlobClient(path)
                .downloadContent()
                .toBytes();
    }

    Iterable<String> paths() {
        return blobs.keySet();
    }

    long totalBytes() {
        return blobs.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    String account() {
        return origin.account().name();
    }

    public String container() {
        return container;
    }

    /** What the operator would write of the container as it is now. */
    Manifested manifest() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new ManifestWriter(out, account(), container);
        var options = new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true));
        var sorted = client.listBlobs(options, null).stream()
                .sorted(Comparator.comparing(BlobItem::getName, ManifestEntry.PATH_ORDER))
                .toList();
        for (BlobItem blob : sorted) {
            writer.add(entry(blob));
        }
        return new Manifested(writer.finish(), out.toByteArray());
    }

    // NullAway does not read the annotation of an array from a class file: the manifest's MD5 may be null.
    @SuppressWarnings("NullAway")
    private static ManifestEntry entry(BlobItem blob) {
        var properties = blob.getProperties();
        return new ManifestEntry(
                blob.getName(),
                properties.getContentLength(),
                properties.getETag().replace("\"", ""),
                properties.getLastModified().toInstant(),
                properties.getCreationTime().toInstant(),
                properties.getContentType(),
                properties.getContentMd5(),
                properties.getContentEncoding(),
                properties.getContentLanguage(),
                properties.getContentDisposition(),
                properties.getCacheControl(),
                blob.getMetadata() == null ? Map.of() : blob.getMetadata());
    }

    /** A manifest and what its writer says of it. */
    static final class Manifested {
        final ManifestWriter.Written written;
        final byte[] bytes;

        Manifested(ManifestWriter.Written written, byte[] bytes) {
            this.written = written;
            this.bytes = bytes;
        }
    }
}
