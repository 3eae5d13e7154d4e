package dev.larder.model.placement;

import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.Geometry;
import dev.larder.model.manifest.Manifest;

/**
 * Finds the extents of a manifest that one node must hold. Cheap for the many that it must not: somebody of
 * the narrowest domain comes first, which takes a few draws to see. 16 million extents of 1 PB may take 2 s of a core, which is
 * 125 ns for each; {@code ./larder bench placement} measures what {@link Placement#holds} takes of it.
 */
public final class ManifestWalk {
    private ManifestWalk() {}

    /**
     * Calls the visitor for every extent that {@code node} must hold, in the manifest's order.
     *
     * @param depth of the Dataset's scope
     * @throws dev.larder.model.manifest.ManifestException if the manifest is not intact
     */
    public static void owned(
            Manifest manifest,
            Geometry geometry,
            Placement placement,
            int node,
            int depth,
            int replicas,
            Visitor visitor) {
        manifest.walk((ordinal, high, low, size) -> {
            long extents = geometry.extentCount(size);
            for (long extent = 0; extent < extents; extent++) {
                if (placement.holds(node, depth, replicas, BlobHash.extent(high, low, extent))) {
                    visitor.extent(ordinal, extent, geometry.extentLength(size, extent));
                }
            }
        });
    }

    /** Sees the extents of a walk. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param ordinal of the blob in the manifest
         * @param extent index within the blob
         * @param bytes length of the extent
         */
        void extent(long ordinal, long extent, int bytes);
    }
}
