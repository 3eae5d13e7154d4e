package dev.larder.model.blob;

/**
 * How blobs are cut: into chunks, the unit of transfer and checksum, and extents, the unit of ownership and of one read
 * at the origin. Chunk {@code i} begins at byte {@code i * chunkBytes}; the last chunk and extent may be shorter; a blob
 * of zero bytes has none.
 *
 * @param chunkBytes a power of two, 1 KiB to 64 MiB
 * @param extentBytes a power of two, {@code chunkBytes} to 1 GiB
 */
public record Geometry(int chunkBytes, int extentBytes) {
    private static final int MIN_CHUNK = 1 << 10;
    private static final int MAX_CHUNK = 64 << 20;
    private static final int MAX_EXTENT = 1 << 30;

    public Geometry {
        if (Integer.bitCount(chunkBytes) != 1 || chunkBytes < MIN_CHUNK || chunkBytes > MAX_CHUNK) {
            throw new IllegalArgumentException("chunk size must be a power of two, 1 KiB to 64 MiB: " + chunkBytes);
        }
        if (Integer.bitCount(extentBytes) != 1 || extentBytes < chunkBytes || extentBytes > MAX_EXTENT) {
            throw new IllegalArgumentException(
                    "extent size must be a power of two, chunk size to 1 GiB: " + extentBytes);
        }
    }

    /** Chunks of a blob of {@code size} bytes. */
    public long chunkCount(long size) {
        return ceilDiv(size, chunkBytes);
    }

    /** Bytes of chunk {@code chunk} of a blob of {@code size} bytes; {@code chunk} must be one of its chunks. */
    public int chunkLength(long size, long chunk) {
        checkIndex(chunk, chunkCount(size), "chunk");
        return (int) Math.min(chunkBytes, size - chunk * chunkBytes);
    }

    /** Extents of a blob of {@code size} bytes. */
    public long extentCount(long size) {
        return ceilDiv(size, extentBytes);
    }

    /** Bytes of extent {@code extent} of a blob of {@code size} bytes; {@code extent} must be one of its extents. */
    public int extentLength(long size, long extent) {
        checkIndex(extent, extentCount(size), "extent");
        return (int) Math.min(extentBytes, size - extent * extentBytes);
    }

    public long extentOfChunk(long chunk) {
        return chunk / chunksPerExtent();
    }

    public long firstChunk(long extent) {
        return extent * chunksPerExtent();
    }

    /** Chunks in a full extent. */
    public int chunksPerExtent() {
        return extentBytes / chunkBytes;
    }

    /** Chunks of extent {@code extent} of a blob of {@code size} bytes; {@code extent} must be one of its extents. */
    public int chunksInExtent(long size, long extent) {
        checkIndex(extent, extentCount(size), "extent");
        return (int) Math.min(chunksPerExtent(), chunkCount(size) - firstChunk(extent));
    }

    private static long ceilDiv(long size, int unit) {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        return (size >>> Integer.numberOfTrailingZeros(unit)) + ((size & (unit - 1)) == 0 ? 0 : 1);
    }

    private static void checkIndex(long index, long count, String what) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(what + " " + index + " of " + count);
        }
    }
}
