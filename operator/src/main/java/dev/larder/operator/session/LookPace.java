package dev.larder.operator.session;

import java.time.Duration;

/**
 * How long a session waits after a look at its cluster, so that looks are a small part of a thread's time however large the
 * cluster is: a twentieth while figures are all that changes, a fifth while something else does. The first change after a
 * while is looked at soon. What follows it within {@link #CALM} is looked at together if it changed the map, and within {@link
 * #URGENT_AT_MOST_EACH} if it did not.
 *
 * @param least whatever happens
 * @param most unless something was signalled that is not only a figure
 */
record LookPace(Duration least, Duration most) {
    /** Signals within this time of a change of the map are one look. */
    static final Duration CALM = Duration.ofMillis(200);

    /**
     * After a look that something urgent led to, whatever came of it: a storm that changes nothing, as Nodes whose
     * conditions are renewed, must not be looked at hundreds of times a second because each look is short.
     */
    static final Duration URGENT_AT_MOST_EACH = Duration.ofMillis(50);

    private static final int FIGURES_FACTOR = 19;
    private static final int CHANGES_FACTOR = 4;

    /**
     * @param took the look
     * @param urgent something was signalled before it that is not only a figure
     * @param changed it changed the map; others follow
     */
    static LookPace after(Duration took, boolean urgent, boolean changed) {
        Duration part = took.multipliedBy(CHANGES_FACTOR);
        if (changed) {
            return new LookPace(max(CALM, part), max(CALM, part));
        }
        Duration least = urgent ? max(URGENT_AT_MOST_EACH, part) : part;
        return new LookPace(least, max(CALM, took.multipliedBy(FIGURES_FACTOR)));
    }

    /** From the least to the most. */
    Duration rest() {
        return most.minus(least);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
