package dev.larder.cache.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The CRC32Cs of a chunk's blocks, from which that of the chunk follows: so a table of them that lay on a disk or came from
 * another node proves itself against the chunk's own, and each block can be verified as it comes. A value.
 */
public final class BlockSums {

    /** Bytes of a block; the last of a chunk is what is left. Part of the store's format and of the peers' protocol. */
    public static final int BLOCK = 256 << 10;

    private static final int ONE_BLOCK = Crc32cParts.shift(BLOCK);

    private final int length;
    private final int[] sums;
    private final int whole;

    private BlockSums(int length, int[] sums) {
        this.length = length;
        this.sums = sums;
        this.whole = whole(length, sums);
    }

    /**
     * @param length of the chunk, bytes
     * @param sums one for each of its blocks
     */
    public static BlockSums of(int length, int[] sums) {
        if (sums.length != count(length)) {
            throw new IllegalArgumentException(sums.length + " blocks of " + length + " bytes");
        }
        return new BlockSums(length, sums.clone());
    }

    /** Reads the bytes, together at most {@link Integer#MAX_VALUE}, from each position to its limit, which stay. */
    public static BlockSums of(List<ByteBuffer> bytes) {
        int length = 0;
        for (ByteBuffer part : bytes) {
            length = Math.addExact(length, part.remaining());
        }
        int[] sums = new int[count(length)];
        CRC32C crc = new CRC32C();
        int at = 0;
        for (ByteBuffer part : bytes) {
            ByteBuffer rest = part.duplicate();
            while (rest.hasRemaining()) {
                int count = Math.min(rest.remaining(), BLOCK - at % BLOCK);
                crc.update(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                at += count;
                if (at % BLOCK == 0 || at == length) {
                    sums[(at - 1) / BLOCK] = (int) crc.getValue();
                    crc.reset();
                }
            }
        }
        return new BlockSums(length, sums);
    }

    /**
     * Takes a table from the buffer.
     *
     * @param length of the chunk
     * @param crc32c of the chunk
     * @return null if these are not the sums of a chunk with that CRC32C
     */
    public static @Nullable BlockSums decode(ByteBuffer table, int length, int crc32c) {
        int[] sums = new int[count(length)];
        boolean written = false;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = table.getInt();
            written |= sums[i] != 0;
        }
        BlockSums decoded = new BlockSums(length, sums);
        // Zeros are what a record without a table has there, and fit a chunk whose CRC32C happens to be 0.
        return written && decoded.whole == crc32c ? decoded : null;
    }

    /** What {@link #encode} puts for a chunk of that length, bytes. */
    public static int encodedBytes(int length) {
        return count(length) * Integer.BYTES;
    }

    public void encode(ByteBuffer table) {
        for (int sum : sums) {
            table.putInt(sum);
        }
    }

    /** Of the chunk, bytes. */
    public int length() {
        return length;
    }

    /** Of all the bytes. */
    public int crc32c() {
        return whole;
    }

    /** Of the block that begins at that byte of the chunk. */
    public int of(int from) {
        return sums[from / BLOCK];
    }

    private static int count(int length) {
        return Math.ceilDiv(length, BLOCK);
    }

    private static int whole(int length, int[] sums) {
        int crc = 0;
        for (int i = 0; i < sums.length; i++) {
            int size = length - i * BLOCK;
            crc = Crc32cParts.combine(crc, sums[i], size < BLOCK ? Crc32cParts.shift(size) : ONE_BLOCK);
        }
        return crc;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BlockSums that && length == that.length && Arrays.equals(sums, that.sums);
    }

    @Override
    public int hashCode() {
        return whole;
    }
}
