package dev.larder.cache.feed;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings cluster maps and catalogs, until it is closed. */
public interface Feed extends AutoCloseable {

    /** Begins, and gives the listener what comes. Called once. */
    void start(Listener listener);

    /** Something was heard recently. */
    boolean isConnected();

    /** The node that this one follows; null while it is the operator, or nobody. */
    default FeedSource.@Nullable Relay relay() {
        return null;
    }

    /** Whether others of the cell may follow this node, and report to it. */
    default boolean relaysItself() {
        return false;
    }

    @Override
    void close();

    /** Takes what a feed brings; called by one thread at a time. */
    interface Listener {

        /** The newest versions that there are; what this node lacks of them follows. */
        void announced(long mapVersion, long catalogVersion);

        /** How often nodes were told that these accounts have refused requests of some node; since the operator began. */
        void cuts(Map<String, Long> byAccount);

        void map(ClusterMap map);

        void catalog(Catalog catalog);

        /** The map that this node has, from which a delta can start. */
        ClusterMap currentMap();

        Catalog currentCatalog();
    }
}
