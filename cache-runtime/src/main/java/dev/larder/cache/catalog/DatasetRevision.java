package dev.larder.cache.catalog;

import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestId;

/**
 * One revision of a Dataset whose manifest is on this node.
 *
 * @param active readers of the Dataset get this revision
 */
public record DatasetRevision(DatasetEntry dataset, ManifestId id, Manifest manifest, boolean active) {

    public RevisionKey key() {
        return new RevisionKey(dataset.uid(), id);
    }

    public Geometry geometry() {
        return dataset.geometry();
    }

    public BlobRef blob(ManifestEntry entry) {
        return new BlobRef(dataset.account(), dataset.container(), entry.path());
    }

    /** No Dataset's: one blob, kept because somebody read it. */
    public boolean isOnDemand() {
        return dataset.uid().equals(OnDemand.UID);
    }

    /** What the ids of the blob's chunks derive from. */
    public BlobHash hash(ManifestEntry entry) {
        return BlobHash.of(blob(entry), entry.etag());
    }
}
