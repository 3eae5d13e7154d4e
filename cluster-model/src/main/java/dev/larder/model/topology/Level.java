package dev.larder.model.topology;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One labelled level of the topology tree.
 *
 * @param name what scopes and statuses call it: a letter, then letters and digits, at most 63; not {@code Cluster},
 *     {@code Cell} or {@code Node}
 * @param labels keys of node labels, the preferred first, 1 to 8; the first that a node has gives its domain
 */
public record Level(String name, List<String> labels) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
    private static final int MAX_LABELS = 8;
    private static final int MAX_KEY = 317;

    public Level {
        labels = List.copyOf(labels);
        if (!NAME.matcher(name).matches() || Levels.RESERVED.contains(name)) {
            throw new IllegalArgumentException(
                    "level name must be letters and digits and none of " + Levels.RESERVED + ": " + name);
        }
        if (labels.isEmpty() || labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("level " + name + " must have 1 to " + MAX_LABELS + " label keys");
        }
        for (String key : labels) {
            if (key.isEmpty() || key.length() > MAX_KEY) {
                throw new IllegalArgumentException(
                        "level " + name + " has a label key of " + key.length() + " letters");
            }
        }
    }
}
