package dev.larder.operator.session;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.operator.catalog.Listing;
import java.util.Map;

/**
 * What the next operator must know to go on where this one stopped.
 *
 * @param reserved up to this version maps may have been published that differ from the saved one in what is seen anew
 *     anyway: who is avoided, and where nodes can be reached
 * @param listings by uid of the Dataset
 */
record SavedState(ClusterMap map, long reserved, Catalog catalog, Map<String, Listing> listings) {
    SavedState {
        listings = Map.copyOf(listings);
        if (reserved < map.version()) {
            throw new IllegalArgumentException("version " + map.version() + " is beyond the reserved " + reserved);
        }
    }

    /** What is known when the map is not; it has no nodes and version 0, which no map has that was published. */
    static SavedState withoutMap(long reserved, Catalog catalog, Map<String, Listing> listings) {
        return new SavedState(ClusterMap.empty(Levels.aks()), reserved, catalog, listings);
    }

    boolean hasMap() {
        return map.version() > 0;
    }

    /** As it was saved, but at a version that was not published for another map. */
    SavedState resumed() {
        if (reserved == map.version()) {
            return this;
        }
        ClusterMap next = ClusterMap.fromWire(
                map.toWire().toBuilder().setVersion(reserved + 1).build());
        return new SavedState(next, reserved + 1, catalog, listings);
    }
}
