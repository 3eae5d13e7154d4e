package dev.larder.model.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * Which blobs of a Dataset's prefix belong to it: those that match an include pattern, or all if there is none, and no
 * exclude pattern. Paths are matched below the prefix: with prefix {@code imagenet/}, blob
 * {@code imagenet/train/a.tar} is matched as {@code train/a.tar}.
 *
 * <p>Patterns are case-sensitive and match whole paths:
 * <ul>
 *   <li>{@code *} any characters within a segment, also none; {@code ?} one character within a segment
 *   <li>{@code **} any number of whole segments, also none: {@code **&#47;*.tar} is every {@code .tar} at any depth,
 *       {@code a/**} everything below {@code a/}. It stands alone between slashes
 *   <li><code>{train,val}</code> alternatives, not nested; {@code [a-z]}, {@code [!0-9]} one character of a class, never a
 *       slash; {@code \} takes the special meaning of the next character
 * </ul>
 *
 * <p>Matching takes time proportional to pattern times path, whatever the pattern. Immutable, thread-safe.
 */
public final class PathFilter {
    /** Matches everything. */
    public static final PathFilter ALL = new PathFilter(List.of(), List.of());

    private static final int MAX_PATTERNS = 100;

    private final List<Glob> include;
    private final List<Glob> exclude;

    /** @throws IllegalArgumentException naming the pattern that is wrong, and why */
    public PathFilter(List<String> include, List<String> exclude) {
        this.include = globs(include);
        this.exclude = globs(exclude);
    }

    /** @param path below the Dataset's prefix */
    public boolean matches(String path) {
        return (include.isEmpty() || include.stream().anyMatch(g -> g.matches(path)))
                && exclude.stream().noneMatch(g -> g.matches(path));
    }

    private static List<Glob> globs(List<String> patterns) {
        if (patterns.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException("at most " + MAX_PATTERNS + " patterns, not " + patterns.size());
        }
        List<Glob> globs = new ArrayList<>();
        for (String pattern : patterns) {
            globs.addAll(Glob.parse(pattern));
        }
        return List.copyOf(globs);
    }
}
