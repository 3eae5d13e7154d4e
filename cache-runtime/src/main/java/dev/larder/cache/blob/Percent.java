package dev.larder.cache.blob;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-decoding that refuses what it cannot decode exactly, instead of guessing. */
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
