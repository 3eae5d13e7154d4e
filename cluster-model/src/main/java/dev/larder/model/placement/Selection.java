package dev.larder.model.placement;

import dev.larder.model.map.Seat;
import org.jspecify.annotations.Nullable;

/**
 * Finds the member of a given rank without sorting and without memory: guess a key that has nearly as many keys below it, count,
 * narrow the interval from the side that was wrong, and go on from one key to the next when few are left. Every fourth guess halves
 * the interval; were no guess any good, going on from the first key would still end at the right one.
 *
 * <p>Members may be grouped, into domains or cells; then a group counts once, with its least key, and the result is the member
 * that has that key.
 */
final class Selection {
    /** To go on costs about as much as to guess and count. */
    private static final int NEAR = 3;

    private static final int GUESSES = 30;

    private Selection() {}

    /**
     * @param run of all members
     * @param groups of the same members; null where every member counts
     * @param rank from 0, less than there are members or groups
     */
    static int select(Draws draws, long extent, Run run, Run @Nullable [] groups, int rank) {
        if (rank == 0) {
            return Ranks.best(draws, extent, run);
        }
        double low = -1;
        int below = 0;
        if (rank > NEAR) {
            int count = groups == null ? run.size() : groups.length;
            double high = Double.POSITIVE_INFINITY;
            double key = 0;
            int before = 0;
            for (int guess = 1; rank - below > NEAR && guess <= GUESSES; guess++) {
                key = guess(key + step(run, count, before, rank), low, high, guess % 4 == 0);
                before = before(draws, extent, run, groups, key);
                if (before <= rank) {
                    low = key;
                    below = before;
                } else {
                    high = key;
                }
            }
        }
        int at = -1;
        for (int left = rank - below; ; left--) {
            at = groups == null ? Race.next(draws, extent, run, low, at) : next(draws, extent, groups, low, at);
            if (left == 0) {
                return at;
            }
            low = draws.key(extent, at);
        }
    }

    /** How many groups have a least key before {@code (key, at)}, counted no further than {@code limit}. */
    static int before(Draws draws, long extent, Run[] groups, double key, int at, int limit) {
        int count = 0;
        for (int i = 0; i < groups.length && count < limit; i++) {
            count += Race.bestBefore(draws, extent, groups[i], key, at) != at ? 1 : 0;
        }
        return count;
    }

    private static int before(Draws draws, long extent, Run run, Run @Nullable [] groups, double key) {
        return groups == null
                ? Race.before(draws, extent, run, key, -1, Integer.MAX_VALUE)
                : before(draws, extent, groups, key, -1, Integer.MAX_VALUE);
    }

    /** The best of a group that follows {@code (key, at)}; -1 if none does. */
    static int next(Draws draws, long extent, Run[] groups, double key, int at) {
        double least = Double.POSITIVE_INFINITY;
        int best = -1;
        for (Run group : groups) {
            int candidate = Race.bestBefore(draws, extent, group, least, best);
            if (candidate != best) {
                double candidateKey = draws.key(extent, candidate);
                if (Draws.precedes(key, at, candidateKey, candidate)) {
                    least = candidateKey;
                    best = candidate;
                }
            }
        }
        return best;
    }

    /**
     * How much later the key before that rank is to be expected, seen from a key that {@code before} others precede; negative for earlier.
     * The least of a group of g members comes g times earlier.
     */
    private static double step(Run run, int count, int before, int rank) {
        double left = Math.max(1, count - before);
        double variate = StrictMath.log(left / (count - rank + 1.5));
        return variate * count / run.size() * run.lightness * Seat.PLACES;
    }

    private static double guess(double key, double low, double high, boolean halve) {
        double least = Math.max(low, 0);
        if (!halve && key > least && key < high) {
            return key;
        }
        return high == Double.POSITIVE_INFINITY ? Math.max(key, least * 2) : least + (high - least) / 2;
    }
}
