package dev.larder.cache.blob;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request. Names are compared without case, the first of equal names counts, and unknown ones are
 * ignored.
 *
 * @param raw as received, without the question mark
 */
record Query(String raw, Map<String, String> values) {

    /** No operation has nearly as many. */
    private static final int MOST = 64;

    private static final Query NONE = new Query("", Map.of());

    /** Null when an escape is broken, or there are so many that the origin would see what is not looked at here. */
    static @Nullable Query parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        var values = new HashMap<String, String>();
        var parts = raw.split("&", MOST + 1);
        if (parts.length > MOST) {
            return null;
        }
        for (int i = 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            var name = Percent.decodeQuery(equals < 0 ? parts[i] : parts[i].substring(0, equals));
            var value = equals < 0 ? "" : Percent.decodeQuery(parts[i].substring(equals + 1));
            if (name == null || value == null) {
                return null;
            }
            values.putIfAbsent(name.toLowerCase(java.util.Locale.ROOT), value);
        }
        return new Query(raw, values);
    }

    /** Null when absent or empty. */
    @Nullable
    String get(String name) {
        var value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean is(String name, String value) {
        return value.equalsIgnoreCase(values.get(name));
    }
}
