package dev.larder.operator.nodes;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Makes equal strings one string, and equal arrays of them one array. Starts over when it has grown, so that churn cannot fill it. */
final class Interned {
    private static final int LIMIT = 300_000;

    private final ConcurrentHashMap<String, String> strings = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<List<String>, String[]> arrays = new ConcurrentHashMap<>();

    String intern(String s) {
        if (strings.size() > LIMIT) {
            strings.clear();
        }
        String known = strings.putIfAbsent(s, s);
        return known == null ? s : known;
    }

    /** The array is no longer the caller's. */
    String[] intern(String[] array) {
        if (arrays.size() > LIMIT / 100) {
            arrays.clear();
        }
        String[] known = arrays.get(Arrays.asList(array));
        if (known != null) {
            return known;
        }
        for (int i = 0; i < array.length; i++) {
            array[i] = intern(array[i]);
        }
        known = arrays.putIfAbsent(Arrays.asList(array), array);
        return known == null ? array : known;
    }
}
