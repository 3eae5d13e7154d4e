package dev.larder.cache.peer;

import dev.larder.cache.feed.MapView;
import dev.larder.model.topology.Location;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Bytes of chunks that sockets have taken since the start, by how far they go: the level of the narrowest domain that has both
 * nodes, from {@code Cell} to {@code Cluster}. What stays within a zone is usually free, and what does not is paid for.
 * Thread-safe.
 */
final class Sent {

    /** Of an asker that the map does not name. */
    static final String UNKNOWN = "Unknown";

    private final Supplier<MapView> maps;
    /** As many as there are levels, and a few of earlier maps. */
    private final ConcurrentMap<String, LongAdder> within = new ConcurrentHashMap<>();

    /** @param maps the newest map: tells where an asker is */
    Sent(Supplier<MapView> maps) {
        this.maps = maps;
    }

    /** Where bytes for that node are counted. */
    LongAdder to(String asker) {
        return within.computeIfAbsent(common(asker), level -> new LongAdder());
    }

    private String common(String asker) {
        MapView view = maps.get();
        int node = asker.isEmpty() ? -1 : view.map().indexOf(asker);
        if (node < 0 || !view.isMember()) {
            return UNKNOWN;
        }
        Location here = view.map().node(view.self()).location();
        Location there = view.map().node(node).location();
        int depth = 0;
        while (depth < here.values().size()
                && here.values().get(depth).equals(there.values().get(depth))) {
            depth++;
        }
        var levels = view.map().levels();
        boolean cell = depth == levels.count() && view.placement().sameCell(view.self(), node);
        return levels.scopes().get(cell ? levels.cellDepth() : depth);
    }

    long total() {
        return within.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** By name of the level. */
    Map<String, Long> byLevel() {
        Map<String, Long> sums = new TreeMap<>();
        within.forEach((level, sum) -> sums.put(level, sum.sum()));
        return sums;
    }
}
