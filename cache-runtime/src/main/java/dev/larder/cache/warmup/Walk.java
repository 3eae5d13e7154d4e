package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.store.ChunkStore;
import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.Geometry;

/** One pass over a manifest: what this node must hold of it, what it holds, and what is missing. */
final class Walk {

    private final ChunkStore store;
    private final String owner;
    private final Geometry geometry;
    private final Share share;
    private final Missing missing;
    private long requiredBytes;
    private long missingBytes;

    private Walk(ChunkStore store, String owner, Geometry geometry, Share share, Missing missing) {
        this.store = store;
        this.owner = owner;
        this.geometry = geometry;
        this.share = share;
        this.missing = missing;
    }

    /** @throws dev.larder.model.manifest.ManifestException if the manifest is damaged */
    static Walk of(DatasetRevision revision, Share share, ChunkStore store, long seed) {
        Walk walk = new Walk(store, revision.dataset().uid(), revision.geometry(), share, new Missing(seed));
        revision.manifest().walk(walk::blob);
        return walk;
    }

    long requiredBytes() {
        return requiredBytes;
    }

    long heldBytes() {
        return requiredBytes - missingBytes;
    }

    Missing missing() {
        return missing;
    }

    private void blob(long ordinal, long hashHigh, long hashLow, long size) {
        long count = geometry.extentCount(size);
        for (long extent = 0; extent < count; extent++) {
            long hash = BlobHash.extent(hashHigh, hashLow, extent);
            if (!share.holds(hash)) {
                continue;
            }
            int length = geometry.extentLength(size, extent);
            requiredBytes += length;
            int lacks = lacks(new BlobHash(hashHigh, hashLow), size, extent);
            if (lacks > 0) {
                missingBytes += lacks;
                if (!missing.isFull()) {
                    missing.add(ordinal, extent, lacks, hash, share.way(hash));
                }
            }
        }
    }

    private int lacks(BlobHash blob, long size, long extent) {
        long first = geometry.firstChunk(extent);
        int chunks = geometry.chunksInExtent(size, extent);
        int lacks = 0;
        for (long chunk = first; chunk < first + chunks; chunk++) {
            // What another keeps less well is not the Dataset's yet.
            if (!store.holdsFor(owner, blob.chunk(geometry, chunk))) {
                lacks += geometry.chunkLength(size, chunk);
            }
        }
        return lacks;
    }
}
