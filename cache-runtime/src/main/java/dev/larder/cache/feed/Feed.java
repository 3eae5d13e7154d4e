package dev.larder.cache.feed;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;

/** Brings cluster maps and catalogs, until it is closed. */
public interface Feed extends AutoCloseable {

    /** Begins, and gives the listener what comes. Called once. */
    void start(Listener listener);

    /** Something was heard recently. */
    boolean isConnected();

    @Override
    void close();

    /** Takes what a feed brings; called by one thread at a time. */
    interface Listener {

        /** The newest versions that there are; what this node lacks of them follows. */
        void announced(long mapVersion, long catalogVersion);

        void map(ClusterMap map);

        void catalog(Catalog catalog);

        /** The map that this node has, from which a delta can start. */
        ClusterMap currentMap();

        long catalogVersion();
    }
}
