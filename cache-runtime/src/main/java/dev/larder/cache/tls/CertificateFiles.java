package dev.larder.cache.tls;

import dev.larder.model.tls.ServerIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * {@code tls.crt} and {@code tls.key} in a directory, as the kubelet mounts a Secret: when the Secret changes, a link to
 * another directory takes the place of the old one, so both files are looked up through one resolution of it.
 */
record CertificateFiles(Path directory) {

    /** More than a Secret can hold. */
    private static final int MOST_BYTES = 2 << 20;

    /** What the files held at one time. */
    record Content(byte[] certificate, byte[] key) {

        boolean sameAs(Content other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }

        ServerIdentity.Outcome identity() {
            return ServerIdentity.read(certificate, key);
        }
    }

    /** Blocks on the disk. */
    Content read() throws IOException {
        Path certificate = directory.resolve(ServerIdentity.CERTIFICATE_FILE).toRealPath();
        Path key = certificate.resolveSibling(ServerIdentity.KEY_FILE);
        return new Content(
                bytes(certificate), bytes(Files.exists(key) ? key : directory.resolve(ServerIdentity.KEY_FILE)));
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        }
    }
}
