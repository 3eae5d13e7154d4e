package dev.larder.cache.warmup;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.feed.MapView;
import dev.larder.cache.fetch.FetchPlan.Peer;
import java.util.Arrays;
import java.util.List;

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
    public List<Peer> mates() {
        if (!view.isMember()) {
            return List.of();
        }
        return Arrays.stream(view.placement().mates(view.self()))
                .mapToObj(view.map()::node)
                .map(mate -> new Peer(mate.name(), mate.host(), mate.peerPort()))
                .toList();
    }

    @Override
    public Share of(DatasetRevision revision) {
        int depth = view.depth(revision.dataset().scope());
        int replicas = revision.dataset().replicas();
        boolean everywhere = depth > view.map().levels().count() + 1;
        return new Share() {
            @Override
            public boolean holds(long extent) {
                return view.isMember() && view.placement().holds(view.self(), depth, replicas, extent);
            }

            @Override
            public Way way(long extent) {
                if (view.placement().parent(view.self(), extent) < 0) {
                    return Way.ORIGIN;
                }
                boolean imports =
                        !everywhere || view.placement().importer(view.self(), extent, node -> true) == view.self();
                return imports ? Way.TREE : Way.MATES;
            }
        };
    }
}
