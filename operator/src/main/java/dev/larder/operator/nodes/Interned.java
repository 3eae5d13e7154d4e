package dev.larder.operator.nodes;

import java.util.concurrent.ConcurrentHashMap;

/** Makes equal strings one string. Starts over when it has grown, so that churn cannot fill it. */
final class Interned {
    private static final int LIMIT = 300_000;

    private final ConcurrentHashMap<String, String> strings = new ConcurrentHashMap<>();

    String intern(String s) {
        if (strings.size() > LIMIT) {
            strings.clear();
        }
        String known = strings.putIfAbsent(s, s);
        return known == null ? s : known;
    }
}
