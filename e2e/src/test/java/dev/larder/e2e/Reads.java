package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import dev.larder.local.LocalNode;
import dev.larder.local.install.Larder;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.local.sample.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads by an unmodified Azure client, compared with what was uploaded. */
final class Reads {
    private Reads() {}

    /** An unmodified Azure client of a container, but for its endpoint. */
    static BlobContainerClient through(LocalNode node, LocalOrigin origin, String container) {
        return new BlobContainerClientBuilder()
                .endpoint(Larder.blobEndpoint(node) + "/" + origin.account().name())
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
