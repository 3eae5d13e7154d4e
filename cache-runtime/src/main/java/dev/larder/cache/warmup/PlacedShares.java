package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.feed.MapView;

/** Shares by the placement of one map. */
public record PlacedShares(MapView view) implements Shares {

    @Override
    public long epoch() {
        return view.map().epoch();
    }

    /** A node that is no member knows nothing of where its chunks should be. */
    @Override
    public boolean settled() {
        return view.map().settled() && view.isMember();
    }

    @Override
    public Share of(DatasetRevision revision) {
        int depth = view.depth(revision.dataset().scope());
        int replicas = revision.dataset().replicas();
        return new Share() {
            @Override
            public boolean holds(long extent) {
                return view.isMember() && view.placement().holds(view.self(), depth, replicas, extent);
            }

            @Override
            public boolean isRoot(long extent) {
                return view.placement().parent(view.self(), extent) < 0;
            }
        };
    }
}
