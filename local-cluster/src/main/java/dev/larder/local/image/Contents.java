package dev.larder.local.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Collects what a thing is made of and gives it a name that changes exactly when any of that does. */
final class Contents {
    private final MessageDigest digest;

    Contents() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Contents text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
        return this;
    }

    Contents file(Path file) {
        try (var in = Files.newInputStream(file)) {
            digest.update((Files.size(file) + ":").getBytes(StandardCharsets.UTF_8));
            var buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sixteen hexadecimal digits. Nothing may be added afterwards. */
    String key() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
