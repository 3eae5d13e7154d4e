package dev.larder.model.manifest;

import com.google.protobuf.ByteString;
import dev.larder.model.MalformedException;
import java.util.HexFormat;

/**
 * The SHA-256 of a manifest's bytes.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ManifestId(String hex) {
    private static final int DIGITS = 64;

    public ManifestId {
        if (hex.length() != DIGITS || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("a manifest id has 64 lower-case hexadecimal digits");
        }
    }

    /** @param sha256 32 bytes */
    public static ManifestId of(byte[] sha256) {
        return new ManifestId(HexFormat.of().formatHex(sha256));
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The first 12 digits, as addresses and statuses show a revision. */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    public ByteString toWire() {
        return ByteString.copyFrom(bytes());
    }

    /** @throws MalformedException if there are not 32 bytes */
    public static ManifestId fromWire(ByteString bytes) {
        if (bytes.size() != DIGITS / 2) {
            throw new MalformedException("a manifest id has 32 bytes, not " + bytes.size());
        }
        return of(bytes.toByteArray());
    }

    @Override
    public String toString() {
        return hex;
    }
}
