package dev.larder.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Files on the class path from which something is built, together with how it is built. Its key changes when any of
 * that does, so that what was built from it can be kept under the key for ever.
 *
 * @param place absolute resource directory, such as {@code /dev/larder/local/go/etcd}
 * @param files names inside that directory
 * @param how the options of the build
 */
public record Recipe(String place, List<String> files, String how) {

    /** Twelve hexadecimal digits. */
    public String key() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                digest.update((file + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(read(file));
            }
            digest.update(how.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Writes the files into a directory, which is created. */
    public void extract(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (var file : files) {
            Files.write(directory.resolve(file), read(file));
        }
    }

    private byte[] read(String file) {
        try (var in = Recipe.class.getResourceAsStream(place + "/" + file)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + place + "/" + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
