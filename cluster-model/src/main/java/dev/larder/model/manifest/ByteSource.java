package dev.larder.model.manifest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteSink} writes, from part of an array. Whatever does not fit is a {@link ManifestException}. */
final class ByteSource {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[0];
    private int position;
    private int end;

    ByteSource reset(byte[] array, int from, int to) {
        bytes = array;
        position = from;
        end = to;
        return this;
    }

    boolean atEnd() {
        return position == end;
    }

    int position() {
        return position;
    }

    int u1() {
        need(1);
        return bytes[position++] & 255;
    }

    int u2() {
        return u1() << 8 | u1();
    }

    int u4() {
        return u2() << 16 | u2();
    }

    long u8() {
        need(8);
        long value = (long) LONGS.get(bytes, position);
        position += 8;
        return value;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int part = u1();
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw new ManifestException("a number is longer than 64 bits");
    }

    /** A varint that must be 0 to {@code limit}. */
    int length(int limit) {
        long value = varint();
        if (value < 0 || value > limit) {
            throw new ManifestException("a length is " + value + ", at most " + limit + " fits");
        }
        return (int) value;
    }

    long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    String text() {
        return utf8(skip(length(end - position)), position);
    }

    @Nullable
    String optional() {
        int length = length(end - position + 1);
        return length == 0 ? null : utf8(skip(length - 1), position);
    }

    byte[] raw(int length) {
        int from = skip(length);
        return java.util.Arrays.copyOfRange(bytes, from, position);
    }

    /** Moves on by {@code length} bytes and tells where they begin in the array. */
    int skip(int length) {
        need(length);
        int from = position;
        position += length;
        return from;
    }

    private String utf8(int from, int to) {
        return utf8(bytes, from, to);
    }

    static String utf8(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ManifestException("a text is not UTF-8", e);
        }
    }

    private void need(int length) {
        if (length < 0 || length > end - position) {
            throw new ManifestException("cut off: " + length + " bytes wanted, " + (end - position) + " there");
        }
    }
}
