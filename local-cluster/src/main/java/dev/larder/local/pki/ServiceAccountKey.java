package dev.larder.local.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The RSA key with which the API server signs service account tokens: RS256, as in AKS. */
public final class ServiceAccountKey {
    private ServiceAccountKey() {}

    /** Writes {@code sa.key} and {@code sa.pub}. */
    public static void create(Path directory) {
        try {
            var pair = Authority.newRsaKey();
            Credential.writePrivate(
                    directory.resolve("sa.key"),
                    Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.writeString(
                    directory.resolve("sa.pub"),
                    Pem.write("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
