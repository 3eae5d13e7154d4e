package dev.larder.model.topology;

import java.util.List;

/**
 * Where a node is: one value per labelled level, wide to narrow. A node that has no value for a level is in that
 * level's Unknown domain, which is a domain like any other; its value is {@link #UNKNOWN}, which no label can have.
 */
public record Location(List<String> values) {
    public static final String UNKNOWN = "";

    static final int MAX_VALUE_LENGTH = 253;

    public Location {
        values = List.copyOf(values);
        for (String value : values) {
            if (value.length() > MAX_VALUE_LENGTH) {
                throw new IllegalArgumentException("a domain's name has more than " + MAX_VALUE_LENGTH + " characters");
            }
        }
    }

    public static Location of(String... values) {
        return new Location(List.of(values));
    }

    public boolean known(int level) {
        return !values.get(level).equals(UNKNOWN);
    }

    /** The value at a level as people should read it: {@code Unknown} where the node has none. */
    public String name(int level) {
        return known(level) ? values.get(level) : "Unknown";
    }
}
