package dev.larder.operator.feed;

import org.jspecify.annotations.Nullable;

/** The CacheClusters that this operator serves. Thread-safe and quick. */
public interface FeedClusters {
    /** Whether nodes of that CacheCluster are served here, now. */
    Availability availability(String namespace, String name);

    /** Null unless it is served. */
    @Nullable
    FeedCluster find(String namespace, String name);

    /** What a node learns that asks. */
    enum Availability {
        SERVED,
        /** Another operator leads. */
        NOT_LEADING,
        /** This one leads, but has not read everything yet. */
        NOT_YET,
        UNKNOWN
    }
}
