package dev.larder.operator.nodes;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one object as sorted keys and their values: a third of a map's memory, less where objects share the array of
 * keys. Immutable.
 */
public final class Labels {
    public static final Labels NONE = new Labels(new String[0], new String[0]);

    private final String[] keys;
    private final String[] values;

    private Labels(String[] keys, String[] values) {
        this.keys = keys;
        this.values = values;
    }

    public static Labels of(Map<String, String> labels) {
        return of(labels, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * @param sameValue makes equal values one string, since most labels repeat on every node of a pool
     * @param sameKeys makes equal arrays of keys one array
     */
    static Labels of(Map<String, String> labels, UnaryOperator<String> sameValue, UnaryOperator<String[]> sameKeys) {
        if (labels.isEmpty()) {
            return NONE;
        }
        Map<String, String> sorted = new TreeMap<>(labels);
        return new Labels(
                sameKeys.apply(sorted.keySet().toArray(String[]::new)),
                sorted.values().stream().map(sameValue).toArray(String[]::new));
    }

    public @Nullable String get(String key) {
        int place = Arrays.binarySearch(keys, key);
        return place < 0 ? null : values[place];
    }

    /** A view that costs nothing until it is walked through: every look at a cluster asks each node for a few labels. */
    public Map<String, String> toMap() {
        return new View();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels
                && Arrays.equals(keys, labels.keys)
                && Arrays.equals(values, labels.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return toMap().toString();
    }

    private final class View extends AbstractMap<String, String> {
        @Override
        public @Nullable String get(@Nullable Object key) {
            return key instanceof String name ? Labels.this.get(name) : null;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return get(key) != null;
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            Map<String, String> map = new TreeMap<>();
            for (int i = 0; i < keys.length; i++) {
                map.put(keys[i], values[i]);
            }
            return Collections.unmodifiableMap(map).entrySet();
        }
    }
}
