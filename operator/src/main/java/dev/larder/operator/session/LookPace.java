package dev.larder.operator.session;

import java.time.Duration;

/**
 * How long a session waits after a look at its cluster, so that looks are a small part of a thread's time however large the
 * cluster is: a twentieth while figures are all that changes, a fifth while something else does. The first change after a
 * while is looked at soon, and what follows it is looked at together.
 *
 * @param least whatever happens
 * @param most unless something was signalled that is not only a figure
 */
record LookPace(Duration least, Duration most) {
    /** Signals within this time of a change are one look. */
    static final Duration CALM = Duration.ofMillis(200);

    private static final int FIGURES_FACTOR = 19;
    private static final int CHANGES_FACTOR = 4;

    /**
     * @param took the look
     * @param changed it changed the map; others follow
     */
    static LookPace after(Duration took, boolean changed) {
        Duration part = took.multipliedBy(CHANGES_FACTOR);
        return changed
                ? new LookPace(max(CALM, part), max(CALM, part))
                : new LookPace(part, max(CALM, took.multipliedBy(FIGURES_FACTOR)));
    }

    /** From the least to the most. */
    Duration rest() {
        return most.minus(least);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
