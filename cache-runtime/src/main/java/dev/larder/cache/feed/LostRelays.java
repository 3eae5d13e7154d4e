package dev.larder.cache.feed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Relays that failed lately, by name: each is passed over for a while. Thread-safe. */
final class LostRelays {
    private final Map<String, Long> until = new ConcurrentHashMap<>();

    boolean contains(String node) {
        Long end = until.get(node);
        return end != null && System.nanoTime() - end < 0;
    }

    void add(String node, Duration time) {
        until.keySet().removeIf(known -> !contains(known));
        until.put(node, System.nanoTime() + time.toNanos());
    }
}
