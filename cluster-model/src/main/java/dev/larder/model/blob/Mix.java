package dev.larder.model.blob;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hashes that everybody must compute alike: SHA-256 of text, and a 64-bit finalizer for what follows from it. */
public final class Mix {
    /** 2^64 divided by the golden ratio, odd: its multiples, added to a seed, give {@link #mix} different values for long. */
    public static final long STEP = 0x9e3779b97f4a7c15L;

    private Mix() {}

    /**
     * A bijection of 64-bit values in which every input bit changes every output bit with probability about one half
     * (the constants are Stafford's variant 13 of the MurmurHash3 finalizer).
     */
    public static long mix(long value) {
        long x = value;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    /** The first 64 bits of the SHA-256 of the parts, each preceded by its length in bytes, so that no two lists meet. */
    public static long text(String... parts) {
        return ByteBuffer.wrap(sha256(parts)).getLong();
    }

    static byte[] sha256(String... parts) {
        MessageDigest digest = newSha256();
        ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(length.putInt(0, bytes.length).array());
            digest.update(bytes);
        }
        return digest.digest();
    }

    /** A new SHA-256 digest; every Java platform has it. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
