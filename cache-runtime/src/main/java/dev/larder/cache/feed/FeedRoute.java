package dev.larder.cache.feed;

import dev.larder.model.feed.Relays;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a node looks for its feed: at the relays of its cell that rank before it, in order, and then at the operator. */
final class FeedRoute {
    private final String self;
    private @Nullable ClusterMap rankedFor;
    private List<FeedSource.Relay> ranked = List.of();
    private boolean own;

    FeedRoute(String self) {
        this.self = self;
    }

    /** @param avoided names of relays that failed lately */
    synchronized List<FeedSource> sources(ClusterMap map, boolean relays, Predicate<String> avoided) {
        List<FeedSource> sources = new ArrayList<>();
        if (relays) {
            rank(map);
            ranked.stream().filter(relay -> !avoided.test(relay.node())).forEach(sources::add);
        }
        sources.add(new FeedSource.Operator());
        return sources;
    }

    /** Whether this node may be asked to relay: it is one of those that rank in its cell. */
    synchronized boolean relaysItself(ClusterMap map) {
        rank(map);
        return own;
    }

    private void rank(ClusterMap map) {
        if (map == rankedFor) {
            return;
        }
        ClusterMap last = rankedFor;
        rankedFor = map;
        int index = map.indexOf(self);
        if (last != null && index >= 0 && Relays.sameCell(last, map, index)) {
            return;
        }
        own = false;
        List<FeedSource.Relay> before = new ArrayList<>();
        for (int relay : index < 0 ? new int[0] : Relays.ofCell(map, index)) {
            if (relay == index) {
                own = true;
                break;
            }
            CacheNode node = map.node(relay);
            before.add(new FeedSource.Relay(node.name(), node.host(), node.peerPort()));
        }
        ranked = List.copyOf(before);
    }
}
