package dev.larder.cache.feed;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.placement.Placement;
import dev.larder.model.topology.UnknownScopeException;

/**
 * A cluster map as one node sees it. Immutable.
 *
 * @param self index of this node in the map, or -1 while it is no member
 */
public record MapView(Placement placement, int self) {

    public static MapView of(ClusterMap map, String node) {
        return new MapView(new Placement(map), map.indexOf(node));
    }

    /** The next map, as the same node sees it. */
    public MapView next(ClusterMap map, String node) {
        return new MapView(placement.of(map), map.indexOf(node));
    }

    public ClusterMap map() {
        return placement.map();
    }

    public boolean isMember() {
        return self >= 0;
    }

    /** Depth of a scope; that of the whole cluster if the map has no such level, which a newer catalog may name. */
    public int depth(String scope) {
        try {
            return map().levels().depth(scope);
        } catch (UnknownScopeException e) {
            return 0;
        }
    }
}
