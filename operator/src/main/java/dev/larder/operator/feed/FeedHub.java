package dev.larder.operator.feed;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the cache nodes of one CacheCluster are told, and the open streams to tell it to. Both map and catalog are
 * values: a stream that is slow skips to the newest and costs nothing meanwhile. Thread-safe.
 */
public final class FeedHub {
    private final Set<FeedStream> streams = ConcurrentHashMap.newKeySet();
    private volatile Published current = Published.NOTHING;

    /** Tells every node; {@code null} leaves that part as it is. */
    public synchronized void publish(@Nullable ClusterMap map, @Nullable Catalog catalog) {
        current = current.next(map, catalog);
        streams.forEach(FeedStream::wake);
    }

    /** Ends every stream; the nodes look for another operator. */
    public void close() {
        streams.forEach(FeedStream::end);
    }

    public int openStreams() {
        return streams.size();
    }

    Published current() {
        return current;
    }

    void add(FeedStream stream) {
        streams.add(stream);
    }

    void remove(FeedStream stream) {
        streams.remove(stream);
    }
}
