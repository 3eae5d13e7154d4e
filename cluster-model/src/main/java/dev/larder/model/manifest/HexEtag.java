package dev.larder.model.manifest;

import java.util.Locale;
import java.util.OptionalLong;

/** ETags of the form {@code 0x8DCFE8C2A1B3F00}, which Azure Storage gives, as the numbers they are. */
final class HexEtag {
    private HexEtag() {}

    /** The number, if writing it gives back the very same text. */
    static OptionalLong parse(String etag) {
        if (etag.length() < 3 || etag.length() > 18 || !etag.startsWith("0x")) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseUnsignedLong(etag, 2, etag.length(), 16);
            return write(value).equals(etag) ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static String write(long value) {
        return "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
    }
}
