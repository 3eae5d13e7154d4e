package dev.larder.model.blob;

/**
 * The 128-bit id of one chunk: a hash of (account, container, path, ETag, index). It never changes meaning, and equal
 * blobs in two revisions share it.
 */
public record ChunkId(long high, long low) {

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
