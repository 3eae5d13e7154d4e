package dev.larder.operator.catalog;

import dev.larder.model.manifest.ManifestId;
import java.time.Instant;

/**
 * What the source of a Dataset held when it was listed.
 *
 * @param source fingerprint of the part of the spec that was listed
 * @param revision names the manifest
 * @param manifestBytes size of the manifest itself
 * @param objects blobs in it
 * @param bytes of these blobs
 * @param listedAt when the listing was complete
 */
public record Listing(
        String source, ManifestId revision, long manifestBytes, long objects, long bytes, Instant listedAt) {}
