package dev.larder.cache.catalog;

import dev.larder.model.manifest.ManifestId;

/**
 * Names one revision of one Dataset. Its manifest alone does not: Datasets that list the same blobs have the same, and each has
 * its own scope, strategy and counters.
 *
 * @param uid of the Dataset
 */
public record RevisionKey(String uid, ManifestId manifest) {}
