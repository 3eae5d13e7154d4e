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
 * @param largestBytes of the largest; 0 if an operator that did not look has listed it
 * @param listedAt when the listing was complete
 */
public record Listing(
        String source,
        ManifestId revision,
        long manifestBytes,
        long objects,
        long bytes,
        long largestBytes,
        Instant listedAt) {}
