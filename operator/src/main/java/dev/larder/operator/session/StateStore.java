package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import java.util.Optional;

/** Keeps what one operator must leave to the next. Blocks. */
interface StateStore {
    Optional<SavedState> load(CacheCluster cluster);

    /** Returns once it is safe: nothing is published before. Throws what the client throws. */
    void save(CacheCluster cluster, SavedState state);
}
