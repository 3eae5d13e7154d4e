package dev.larder.operator.session;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.Listing;
import java.util.Map;

/**
 * What the next operator must know to go on where this one stopped.
 *
 * @param listings by uid of the Dataset
 */
record SavedState(ClusterMap map, Catalog catalog, Map<String, Listing> listings) {
    SavedState {
        listings = Map.copyOf(listings);
    }
}
