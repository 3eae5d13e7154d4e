package dev.larder.model.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing byte array. */
final class ByteSink {
    private byte[] bytes = new byte[4096];
    private int size;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    void u1(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void u2(int value) {
        u1(value >>> 8);
        u1(value);
    }

    void u4(int value) {
        u2(value >>> 16);
        u2(value);
    }

    void u8(long value) {
        u4((int) (value >>> 32));
        u4((int) value);
    }

    void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            u1((int) left & 0x7f | 0x80);
            left >>>= 7;
        }
        u1((int) left);
    }

    void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        raw(utf8, 0, utf8.length);
    }

    /** Null is length 0, a text its length and one. */
    void optional(@Nullable String text) {
        if (text == null) {
            varint(0);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            varint(utf8.length + 1);
            raw(utf8, 0, utf8.length);
        }
    }

    void raw(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
