package dev.larder.cache.read;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.manifest.ManifestEntry;

/**
 * One chunk of one blob of one Dataset revision.
 *
 * @param ordinal of the blob in the revision's manifest
 * @param entry the manifest's entry at that ordinal
 * @param hash of the blob, as {@link DatasetRevision#hash} has it
 * @param chunk index of the chunk in the blob, from 0
 */
public record ChunkRef(DatasetRevision revision, long ordinal, ManifestEntry entry, BlobHash hash, long chunk) {

    public ChunkRef {
        if (chunk < 0 || chunk >= revision.geometry().chunkCount(entry.size())) {
            throw new IndexOutOfBoundsException("chunk " + chunk + " of " + entry.path() + ", which has "
                    + revision.geometry().chunkCount(entry.size()));
        }
    }

    public ChunkRef(DatasetRevision revision, long ordinal, ManifestEntry entry, long chunk) {
        this(revision, ordinal, entry, revision.hash(entry), chunk);
    }

    /** Another chunk of the same blob; the blob is not hashed again. */
    public ChunkRef at(long index) {
        return new ChunkRef(revision, ordinal, entry, hash, index);
    }

    public ChunkId id() {
        return hash.chunk(revision.geometry(), chunk);
    }

    /** Bytes; at least 1. */
    public int length() {
        return revision.geometry().chunkLength(entry.size(), chunk);
    }

    /** Where the chunk begins in the blob, bytes. */
    public long offset() {
        return chunk * revision.geometry().chunkBytes();
    }

    public long extent() {
        return revision.geometry().extentOfChunk(chunk);
    }
}
