package dev.larder.cache.blob;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, which the Blob service uses for {@code x-ms-content-crc64} (reflected polynomial 0x9A6C9329AC4BC9B5,
 * check value ae8b14860a799888 for "123456789"). Eight bytes per step through eight tables ("slicing by 8", Kounavis
 * and Berry 2005). Not thread-safe.
 */
final class Crc64 implements Checksum {

    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    /** x^0: the highest bit is the lowest power. */
    private static final long ONE = 1L << 63;

    private long crc = ~0L;

    @Override
    public void update(int b) {
        crc = TABLES[0][(int) (crc ^ b) & 0xFF] ^ (crc >>> 8);
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        for (; end - at >= 8; at += 8) {
            long mixed = crc ^ (long) LONGS.get(bytes, at);
            long next = 0;
            for (int i = 0; i < 8; i++) {
                next ^= TABLES[7 - i][(int) (mixed >>> (8 * i)) & 0xFF];
            }
            crc = next;
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    /** As the service writes it: least significant byte first. */
    byte[] littleEndian() {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(getValue())
                .array();
    }

    @Override
    public void reset() {
        crc = ~0L;
    }

    /** The sum of two parts one behind the other from their own sums: first * x^(8 secondLength) + second, modulo the polynomial. */
    static long combine(long first, long second, long secondLength) {
        long shift = ONE;
        long square = ONE >>> 8;
        for (long rest = secondLength; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                shift = multiply(square, shift);
            }
            square = multiply(square, square);
        }
        return multiply(shift, first) ^ second;
    }

    private static long multiply(long left, long right) {
        long product = 0;
        long term = right;
        for (int bit = 63; bit >= 0; bit--) {
            if ((left >>> bit & 1) != 0) {
                product ^= term;
            }
            term = (term & 1) != 0 ? term >>> 1 ^ POLYNOMIAL : term >>> 1;
        }
        return product;
    }

    private static long[][] tables() {
        var tables = new long[8][256];
        for (int b = 0; b < 256; b++) {
            long value = b;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
            }
            tables[0][b] = value;
        }
        for (int t = 1; t < 8; t++) {
            for (int b = 0; b < 256; b++) {
                long previous = tables[t - 1][b];
                tables[t][b] = tables[0][(int) previous & 0xFF] ^ (previous >>> 8);
            }
        }
        return tables;
    }
}
