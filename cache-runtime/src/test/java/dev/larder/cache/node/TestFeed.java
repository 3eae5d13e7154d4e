package dev.larder.cache.node;

import dev.larder.cache.feed.Feed;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import org.jspecify.annotations.Nullable;

/** A feed that says what a test says. */
final class TestFeed implements Feed {

    private @Nullable Listener listener;
    private @Nullable ClusterMap map;
    private @Nullable Catalog catalog;
    private long announcedCatalog;
    private boolean closed;

    @Override
    public synchronized void start(Listener to) {
        listener = to;
        if (map != null || catalog != null) {
            announce();
        }
        if (map != null) {
            to.map(map);
        }
        if (catalog != null) {
            to.catalog(catalog);
        }
    }

    private void announce() {
        announce(map == null ? 0 : map.version(), catalog == null ? 0 : catalog.version());
    }

    synchronized void announce(long mapVersion, long catalogVersion) {
        if (listener != null && !closed) {
            announcedCatalog = Math.max(announcedCatalog, catalogVersion);
            listener.announced(mapVersion, announcedCatalog);
        }
    }

    synchronized void map(ClusterMap next) {
        map = next;
        announce();
        if (listener != null && !closed) {
            listener.map(next);
        }
    }

    synchronized void catalog(Catalog next) {
        catalog = next;
        announce();
        if (listener != null && !closed) {
            listener.catalog(next);
        }
    }

    @Override
    public boolean isConnected() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
