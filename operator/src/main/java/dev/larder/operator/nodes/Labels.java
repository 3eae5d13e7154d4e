package dev.larder.operator.nodes;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The labels of one object as a sorted array of key, value, key, value: a third of a map's memory. Immutable. */
public final class Labels {
    public static final Labels NONE = new Labels(new String[0]);

    private final String[] pairs;

    private Labels(String[] pairs) {
        this.pairs = pairs;
    }

    public static Labels of(Map<String, String> labels) {
        return of(labels, UnaryOperator.identity());
    }

    /** {@code intern} makes equal strings one string, since most labels repeat on every node of a pool. */
    static Labels of(Map<String, String> labels, UnaryOperator<String> intern) {
        if (labels.isEmpty()) {
            return NONE;
        }
        String[] pairs = new String[labels.size() * 2];
        int i = 0;
        for (var label : new TreeMap<>(labels).entrySet()) {
            pairs[i++] = intern.apply(label.getKey());
            pairs[i++] = intern.apply(label.getValue());
        }
        return new Labels(pairs);
    }

    public @Nullable String get(String key) {
        int low = 0;
        int high = pairs.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = pairs[2 * middle].compareTo(key);
            if (order == 0) {
                return pairs[2 * middle + 1];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** A view that costs nothing until it is walked through: every look at a cluster asks each node for a few labels. */
    public Map<String, String> toMap() {
        return new View();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
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
            for (int i = 0; i < pairs.length; i += 2) {
                map.put(pairs[i], pairs[i + 1]);
            }
            return Collections.unmodifiableMap(map).entrySet();
        }
    }
}
