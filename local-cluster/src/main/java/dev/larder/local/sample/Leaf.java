package dev.larder.local.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of a tree.
 *
 * @param path relative, with {@code /} between its parts
 * @param size bytes
 */
public record Leaf(String path, long size, Content content) {

    /** Opens the content from its beginning, as often as asked. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** SHA-256 of the content in hexadecimal. */
    public String sha256() {
        try (var in = new DigestInputStream(content.open(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
