package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.store.ChunkStore;
import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Geometry;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Removes what this node no longer has to keep. Blocks on the disk. */
final class Sweep {

    private final ChunkStore store;
    private final Shares shares;
    private final List<DatasetRevision> revisions;
    private long removed;

    /** @param revisions all that the catalog names */
    Sweep(ChunkStore store, Shares shares, List<DatasetRevision> revisions) {
        this.store = store;
        this.shares = shares;
        this.revisions = revisions;
    }

    /** Datasets that are gone take their files along. */
    static void dropOthers(ChunkStore store, Predicate<String> keeps) {
        for (String owner : store.usage().owners().keySet()) {
            if (!keeps.test(owner)) {
                store.drop(owner);
            }
        }
    }

    /** Chunks removed. */
    long removed() {
        return removed;
    }

    /** Extents of the revision that moved elsewhere. */
    void moved(DatasetRevision revision) {
        Share share = shares.of(revision);
        sweep(revision, share, othersOf(revision));
    }

    /**
     * What only these listed. Of a Dataset that is gone altogether the files go as they are; but chunks that another Dataset
     * listed too, and stored first, are in that one's files.
     */
    void departed(List<DatasetRevision> gone) {
        for (DatasetRevision revision : gone) {
            List<DatasetRevision> others = othersOf(revision);
            boolean remains = revisions.stream()
                    .anyMatch(other ->
                            other.dataset().uid().equals(revision.dataset().uid()));
            if (remains || !others.isEmpty()) {
                sweep(revision, new Nothing(), others);
            }
        }
    }

    private List<DatasetRevision> othersOf(DatasetRevision revision) {
        return revisions.stream()
                .filter(other -> !other.equals(revision)
                        && other.dataset().account().equals(revision.dataset().account())
                        && other.dataset().container().equals(revision.dataset().container()))
                .collect(Collectors.toList());
    }

    private void sweep(DatasetRevision revision, Share share, List<DatasetRevision> others) {
        Geometry geometry = revision.geometry();
        revision.manifest().walk((ordinal, hashHigh, hashLow, size) -> {
            BlobHash blob = new BlobHash(hashHigh, hashLow);
            for (long extent = 0; extent < geometry.extentCount(size); extent++) {
                if (!share.holds(blob.extent(extent))) {
                    remove(revision, ordinal, blob, extent, size, others);
                }
            }
        });
    }

    private void remove(
            DatasetRevision revision,
            long ordinal,
            BlobHash blob,
            long extent,
            long size,
            List<DatasetRevision> others) {
        Geometry geometry = revision.geometry();
        long first = geometry.firstChunk(extent);
        boolean asked = false;
        for (long chunk = first; chunk < first + geometry.chunksInExtent(size, extent); chunk++) {
            ChunkId id = blob.chunk(geometry, chunk);
            if (!store.holds(id)) {
                continue;
            }
            if (!asked && isWantedBy(others, revision, ordinal, blob, extent)) {
                return;
            }
            asked = true;
            store.remove(id);
            removed++;
        }
    }

    /** Equal blobs of two Datasets, or of two revisions of one, share their chunks. */
    private boolean isWantedBy(
            List<DatasetRevision> others, DatasetRevision revision, long ordinal, BlobHash blob, long extent) {
        if (others.isEmpty()) {
            return false;
        }
        String path = revision.manifest().entry(ordinal).path();
        for (DatasetRevision other : others) {
            long found = other.manifest().find(path);
            if (found >= 0
                    && other.manifest().hash(found).equals(blob)
                    && shares.of(other).holds(blob.extent(extent))) {
                return true;
            }
        }
        return false;
    }

    private static final class Nothing implements Share {
        @Override
        public boolean holds(long extent) {
            return false;
        }

        @Override
        public Way way(long extent) {
            return Way.TREE;
        }
    }
}
