package dev.larder.model.catalog;

import dev.larder.model.manifest.ManifestId;

/**
 * One version of a Dataset.
 *
 * @param manifestBytes size of the manifest itself
 * @param active readers are served from this one; the others are being warmed, or pinned by readers
 */
public record Revision(ManifestId manifest, long manifestBytes, boolean active) {
    public Revision {
        if (manifestBytes < 0) {
            throw new IllegalArgumentException("negative manifest size: " + manifestBytes);
        }
    }
}
