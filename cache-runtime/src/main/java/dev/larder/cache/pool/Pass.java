package dev.larder.cache.pool;

import dev.larder.model.blob.BlobRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A credential together with the one blob that it is shown for, as a hash: what is remembered can neither be used at the
 * origin nor be turned back into what the client sent. 128 bits of a SHA-256, so that nobody finds a second credential
 * with the same.
 */
public record Pass(long high, long low) {

    /**
     * @param salt of this process
     * @param credential all of the request that the origin's decision depends on
     */
    public static Pass of(byte[] salt, String credential, BlobRef blob) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            for (var part : new String[] {blob.account(), blob.container(), blob.path(), credential}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            var hash = ByteBuffer.wrap(digest.digest());
            return new Pass(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }
}
