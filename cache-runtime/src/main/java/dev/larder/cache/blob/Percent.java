package dev.larder.cache.blob;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding and decoding; what cannot be decoded exactly is refused, instead of guessed. */
final class Percent {

    private Percent() {}

    /** Decoded once; null when an escape is broken or the bytes are no UTF-8 (overlong forms and surrogates are none). */
    static @Nullable String decode(String text) {
        return decode(text, false);
    }

    /** As in query strings, where {@code +} is a space. */
    static @Nullable String decodeQuery(String text) {
        return decode(text, true);
    }

    /**
     * Encodes what is not ASCII in a part of a request line that came from the wire, byte by byte as {@link #decode} understands
     * it: the encoder of request lines would take each byte for a character of its own.
     */
    static String encode(String raw) {
        if (raw.chars().allMatch(c -> c < 0x80)) {
            return raw;
        }
        var encoded = new StringBuilder(raw.length() + 32);
        raw.chars().forEach(c -> {
            if (c < 0x80) {
                encoded.append((char) c);
            } else {
                encoded.append("%%%02X".formatted(c & 0xFF));
            }
        });
        return encoded.toString();
    }

    private static @Nullable String decode(String text, boolean plusIsSpace) {
        int at = plain(text, plusIsSpace);
        if (at == text.length()) {
            return text;
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%') {
                if (at + 2 >= text.length()) {
                    return null;
                }
                int high = Character.digit(text.charAt(at + 1), 16);
                int low = Character.digit(text.charAt(at + 2), 16);
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.put((byte) (high << 4 | low));
                at += 2;
            } else if (c > 0xFF) {
                return null;
            } else {
                // The decoder of request lines maps each byte to one char: raw UTF-8 arrives as Latin-1.
                bytes.put((byte) (plusIsSpace && c == '+' ? ' ' : c));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static int plain(String text, boolean plusIsSpace) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '%' || c >= 0x80 || (plusIsSpace && c == '+')) {
                break;
            }
            at++;
        }
        return at;
    }
}
