package dev.larder.model.blob;

import java.nio.ByteBuffer;

/**
 * The 128-bit hash of one version of one blob: the first half of the SHA-256 of (account, container, path, ETag). A
 * cryptographic hash, because whoever could make two blobs meet could have one of them served as the other.
 */
public record BlobHash(long high, long low) {

    /** @param etag without quotes */
    public static BlobHash of(BlobRef blob, String etag) {
        return of(blob.account(), blob.container(), blob.path(), etag);
    }

    /** As {@link #of(BlobRef, String)}, for parts that are known to be valid. */
    public static BlobHash of(String account, String container, String path, String etag) {
        ByteBuffer hash = ByteBuffer.wrap(Mix.sha256(account, container, path, etag));
        return new BlobHash(hash.getLong(), hash.getLong());
    }

    /**
     * The id of a chunk. The chunk size takes part, so that chunk 1 of 4 MiB chunks is never taken for chunk 1 of 8 MiB
     * chunks when a cluster's chunk size changes. Within a blob no two ids are equal.
     *
     * @param index from 0
     */
    public ChunkId chunk(Geometry geometry, long index) {
        long which = index ^ ((long) Integer.numberOfTrailingZeros(geometry.chunkBytes()) << 56);
        long first = Mix.mix(high + (which + 1) * Mix.STEP);
        return new ChunkId(first, Mix.mix(low ^ Long.rotateLeft(first, 32)));
    }

    /** What placement ranks nodes by for an extent of this blob; {@code index} from 0. */
    public long extent(long index) {
        return extent(high, low, index);
    }

    /** {@link #extent(long)} without the record, for walks over millions of extents. */
    public static long extent(long high, long low, long index) {
        return Mix.mix(high ^ Mix.mix(low + index * Mix.STEP));
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
