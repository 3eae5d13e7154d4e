package dev.larder.crds.condition;

import java.util.List;

/** The condition types of both resources, and what each says while it is {@code True}. */
public final class Conditions {
    private Conditions() {}

    /** Of a CacheCluster. */
    public static final class OfCacheCluster {
        /** Every desired cache node is up and a placement epoch is published. */
        public static final String READY = "Ready";
        /** Pods are being created, replaced or repaired. */
        public static final String PROGRESSING = "Progressing";
        /** Something needs a person, or data has fewer copies than asked for. */
        public static final String DEGRADED = "Degraded";

        public static final List<String> ALL = List.of(READY, PROGRESSING, DEGRADED);

        private OfCacheCluster() {}
    }

    /** Of a Dataset. */
    public static final class OfDataset {
        /** The source has been listed and the Dataset has a revision. */
        public static final String RESOLVED = "Resolved";
        /** Every byte that the placement asks for is held by a cache node that answers. */
        public static final String WARM = "Warm";
        /** Cache nodes serve reads of this Dataset, warm or not. */
        public static final String SERVING = "Serving";
        /** Blobs at the source are no longer those of the revision. */
        public static final String SOURCE_CHANGED = "SourceChanged";

        public static final List<String> ALL = List.of(RESOLVED, WARM, SERVING, SOURCE_CHANGED);

        private OfDataset() {}
    }
}
