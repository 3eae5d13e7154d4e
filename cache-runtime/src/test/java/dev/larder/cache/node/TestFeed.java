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
    private boolean closed;

    @Override
    public synchronized void start(Listener to) {
        listener = to;
        if (map != null) {
            to.map(map);
        }
        if (catalog != null) {
            to.catalog(catalog);
        }
    }

    synchronized void map(ClusterMap next) {
        map = next;
        if (listener != null && !closed) {
            listener.map(next);
        }
    }

    synchronized void catalog(Catalog next) {
        catalog = next;
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
