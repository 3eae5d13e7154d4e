package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterStatus;
import dev.larder.crds.cluster.Topology;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** With what a session begins. Pure. */
final class Restoring {
    private Restoring() {}

    /**
     * Versions must never go backwards for a node that kept a map from before, even when the saved state was lost, or a
     * CacheCluster was deleted and made again: without saved state they begin at the clock's seconds, which is beyond
     * what an earlier cluster can have counted to. Where only the map was lost, the catalog stays, and nodes delete nothing.
     */
    static SavedState from(CacheCluster cluster, Optional<SavedState> saved, Instant now) {
        Levels levels = levels(cluster.getSpec().topology());
        boolean withoutMap = saved.isPresent() && !saved.get().hasMap();
        if (saved.isPresent() && !withoutMap && saved.get().map().levels().equals(levels)) {
            return saved.get().resumed();
        }
        CacheClusterStatus status = cluster.getStatus();
        long epoch = status == null || status.map() == null ? 0 : status.map().epoch();
        long version = status == null || status.map() == null ? 0 : status.map().version();
        version = Math.max(version, withoutMap ? saved.get().reserved() : 0);
        ClusterMap map = ClusterMap.fromWire(ClusterMap.empty(levels).toWire().toBuilder()
                .setVersion(Math.max(now.getEpochSecond(), version + 1))
                .setEpoch(epoch)
                .build());
        if (withoutMap) {
            return new SavedState(
                    map, map.version(), saved.get().catalog(), saved.get().listings());
        }
        return new SavedState(map, map.version(), new Catalog(now.getEpochSecond(), List.of(), List.of()), Map.of());
    }

    static Levels levels(Topology topology) {
        return new Levels(
                topology.levels().stream()
                        .map(level -> new Level(level.name(), level.labels()))
                        .toList(),
                topology.maxCellSize());
    }
}
