package dev.larder.local.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A certificate and its private key, both in PEM (the key in PKCS #8).
 */
public record Credential(String certificate, String key) {

    /** Writes {@code NAME.crt} and {@code NAME.key}, the latter for its owner's eyes only. */
    public void write(Path directory, String name) {
        try {
            Files.writeString(directory.resolve(name + ".crt"), certificate);
            writePrivate(directory.resolve(name + ".key"), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writePrivate(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return certificate;
    }
}
