package dev.larder.bench.controlplane;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.wire.FeedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** What an operator tells a node that it does not know first: the newest map and catalog. */
record Told(ClusterMap map, Catalog catalog) {
    /** @param feed of a CacheCluster that has a map */
    static Told by(URI feed) throws IOException {
        try (InputStream in =
                URI.create(feed + "?node=bench&incarnation=1").toURL().openStream()) {
            ClusterMap map = null;
            Catalog catalog = null;
            while (map == null || catalog == null) {
                FeedMessage message = FeedMessage.parseDelimitedFrom(in);
                if (message == null) {
                    throw new IOException("the operator told no map or no catalog");
                }
                map = message.hasMap() ? ClusterMap.fromWire(message.getMap()) : map;
                catalog = message.hasCatalog() ? Catalog.fromWire(message.getCatalog()) : catalog;
            }
            return new Told(map, catalog);
        }
    }
}
