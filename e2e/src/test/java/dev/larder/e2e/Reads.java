package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import dev.larder.local.LocalNode;
import dev.larder.local.install.Larder;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.local.sample.Leaf;
import dev.larder.local.sample.Tree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Reads by an unmodified Azure client, compared with what was uploaded. */
final class Reads {
    private static final long LONGEST_RANGE = 9L << 20;

    private Reads() {}

    /** An unmodified Azure client of a container, but for its endpoint. */
    static BlobContainerClient through(LocalNode node, LocalOrigin origin, String container) {
        return at(Larder.blobEndpoint(node), origin, container);
    }

    /** The same by way of any endpoint, {@code http://host:port}. */
    static BlobContainerClient at(String endpoint, LocalOrigin origin, String container) {
        return new BlobContainerClientBuilder()
                .endpoint(endpoint + "/" + origin.account().name())
                .containerName(container)
                .buildClient();
    }

    /** Every file of the tree reads as it was uploaded. */
    static void areLike(Tree tree, BlobContainerClient reader) {
        for (var leaf : tree.leaves()) {
            assertThat(sha256(reader, leaf.path()))
                    .as("%s through %s", leaf.path(), reader.getBlobContainerUrl())
                    .isEqualTo(leaf.sha256());
        }
    }

    /** Ranges anywhere in the file, of any length, read as they were uploaded. */
    static void rangesAreLike(Leaf leaf, BlobContainerClient reader, RandomGenerator random, int count)
            throws IOException {
        for (int i = 0; i < count; i++) {
            long from = random.nextLong(leaf.size());
            long length = 1 + random.nextLong(Math.min(leaf.size() - from, LONGEST_RANGE));
            var read = new ByteArrayOutputStream();
            reader.getBlobClient(leaf.path())
                    .downloadStreamWithResponse(
                            read, new BlobRange(from, length), null, null, false, null, Context.NONE);
            try (var uploaded = leaf.content().open()) {
                uploaded.skipNBytes(from);
                assertThat(read.toByteArray())
                        .as("%s from %d, %d bytes, through %s", leaf.path(), from, length, reader.getBlobContainerUrl())
                        .isEqualTo(uploaded.readNBytes((int) length));
            }
        }
    }

    /** Conditions on the version are kept: the same is not sent again, another is not taken for it. */
    static void conditionsHold(Leaf leaf, BlobContainerClient reader) {
        var blob = reader.getBlobClient(leaf.path());
        var etag = blob.getProperties().getETag();
        assertThat(status(blob, new BlobRequestConditions().setIfMatch(etag))).isEqualTo(200);
        assertThat(status(blob, new BlobRequestConditions().setIfNoneMatch(etag)))
                .isEqualTo(304);
        assertThat(status(blob, new BlobRequestConditions().setIfMatch("\"0x0\"")))
                .isEqualTo(412);
    }

    private static int status(BlobClient blob, BlobRequestConditions conditions) {
        try {
            return blob.downloadStreamWithResponse(
                            OutputStream.nullOutputStream(), null, null, conditions, false, null, Context.NONE)
                    .getStatusCode();
        } catch (BlobStorageException refused) {
            return refused.getStatusCode();
        }
    }

    /** SHA-256 of a blob as the client reads it, in hexadecimal. */
    static String sha256(BlobContainerClient reader, String path) {
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            reader.getBlobClient(path).downloadStream(out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (IOException e) {
            throw new AssertionError("cannot read " + path, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
