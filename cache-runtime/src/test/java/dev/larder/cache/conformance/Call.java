package dev.larder.cache.conformance;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A read that every client can do in its own way.
 *
 * @param name unique
 * @param clients those that know how
 * @param what as the clients' scripts read it
 */
record Call(String name, List<String> clients, Map<String, Object> what) {

    static final List<String> SDKS = List.of("java", "javascript", "python", "go");
    static final List<String> ALL = List.of("java", "javascript", "python", "go", "adlfs");

    /** @param what names and values in turn */
    static Call of(String name, List<String> clients, Object... what) {
        var all = new TreeMap<String, Object>(Map.of("blockSize", 1 << 20));
        for (int i = 0; i < what.length; i += 2) {
            all.put((String) what[i], what[i + 1]);
        }
        return new Call(name, clients, all);
    }

    Call by(String... others) {
        return new Call(name, Arrays.asList(others), what);
    }

    String action() {
        return String.valueOf(what.get("do"));
    }

    @Nullable
    String text(String key) {
        return (String) what.get(key);
    }

    @Nullable
    Number number(String key) {
        return (Number) what.get(key);
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(what.get(key));
    }

    @Nullable
    Instant time(String key) {
        var value = text(key);
        return value == null ? null : Instant.parse(value);
    }

    /** With where it goes, as a line for the clients' scripts. */
    Map<String, Object> at(Place place, String client, int id) {
        var line = new TreeMap<>(what);
        line.putIfAbsent("container", place.container());
        line.putAll(
                Map.of("id", id, "client", client, "url", place.url(), "account", place.account(), "key", place.key()));
        return line;
    }
}
