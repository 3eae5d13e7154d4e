package dev.larder.model.placement;

import dev.larder.model.map.Seat;

/**
 * Ranks in a run whose members all weigh the same and have their seats in one table: nearly all pools and cells. There the order is
 * that of the darts, and after them that of the own draws' numbers. No time need be known, and nothing be compared but whole
 * numbers; it is the same order as that of the keys.
 */
final class OneTable {
    /** An eighth of the places: one of the first darts hits somebody. */
    private static final int MANY = Seat.PLACES / 8;

    private OneTable() {}

    static int best(Draws draws, long extent, Run run) {
        int t = run.tables[0];
        long seed = draws.seed(extent, t);
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            int hit = draws.tables.at(t, Darts.place(dart));
            if (run.has(hit)) {
                return hit;
            }
        }
        return Misses.following(draws, extent, seed, run, 0, 0, -1, false);
    }

    /** How many of the run come before {@code at}, one of them. */
    static int rank(Draws draws, long extent, Run run, int at) {
        long seed = draws.seed(extent, run.tables[0]);
        int hits = hitsBefore(draws, seed, run, at);
        return draws.isMissed(seed, at)
                ? hits + Misses.before(draws, extent, seed, run, 0, draws.number(extent, at), at)
                : hits;
    }

    /**
     * Whether {@code at} is among the first {@code count} of the run. Most answers are no, and come from a few darts where they hit
     * many, otherwise from a few numbers: whoever has a lesser one than a member that no dart hits comes before it, hit or not.
     */
    static boolean isAmongFirst(Draws draws, long extent, Run run, int at, int count) {
        long seed = draws.seed(extent, run.tables[0]);
        if (run.size() >= MANY && areHitBefore(draws, seed, run, at, count)) {
            return false;
        }
        if (!draws.isMissed(seed, at)) {
            return hitsBefore(draws, seed, run, at) < count;
        }
        int lesser = Misses.lesser(draws, extent, run, 0, at, count, run.size());
        return lesser < count && lesser + hitsOfGreaterNumber(draws, extent, seed, run, at) < count;
    }

    private static int hitsOfGreaterNumber(Draws draws, long extent, long seed, Run run, int at) {
        int hits = hitsBefore(draws, seed, run, -1);
        return hits == 0 ? 0 : hits - Misses.hitsBefore(draws, extent, seed, run, 0, draws.number(extent, at), at);
    }

    private static boolean areHitBefore(Draws draws, long seed, Run run, int at, int count) {
        int t = run.tables[0];
        int before = 0;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            int hit = draws.tables.at(t, Darts.place(dart));
            if (run.has(hit)) {
                if (hit == at) {
                    return false;
                }
                if ((before == 0 || draws.isMissed(seed, i, hit)) && ++before == count) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The member of that rank. */
    static int select(Draws draws, long extent, Run run, int rank) {
        if (rank == 0) {
            return best(draws, extent, run);
        }
        long seed = draws.seed(extent, run.tables[0]);
        int hits = hitsBefore(draws, seed, run, -1);
        return rank < hits ? hit(draws, seed, run, rank) : late(draws, extent, seed, run, hits, rank - hits);
    }

    /**
     * Of those that no dart hits the one of that rank: guess the number that has so many below it, count, and narrow the interval from
     * the side that was wrong. Numbers are spread evenly, so that takes about three counts of hundreds; every fourth guess halves the
     * interval, so that it ends whatever they are.
     */
    private static int late(Draws draws, long extent, long seed, Run run, int hits, int rank) {
        long low = 0;
        int below = 0;
        long high = OwnDraw.END;
        int within = run.size() - hits;
        for (int guess = 1; high - low > 1; guess++) {
            double part = guess % 4 == 0 ? 0.5 : (rank - below + 0.5) / (within - below);
            long number = low + Math.clamp((long) ((high - low) * part), 1, high - low - 1);
            int before = Misses.before(draws, extent, seed, run, 0, number, -1);
            if (before == rank) {
                return Misses.following(draws, extent, seed, run, 0, number, -1, hits > 0);
            }
            if (before == rank + 1) {
                return Misses.preceding(draws, extent, seed, run, 0, number, hits > 0);
            }
            if (before < rank) {
                low = number;
                below = before;
            } else {
                high = number;
                within = before;
            }
        }
        return Misses.ofTheSameNumber(draws, extent, seed, run, 0, low, rank - below);
    }

    /** How many are hit before {@code at} is, or at all. */
    private static int hitsBefore(Draws draws, long seed, Run run, int at) {
        int t = run.tables[0];
        int count = 0;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            int hit = draws.tables.at(t, Darts.place(dart));
            if (hit >= 0 && hit == at) {
                break;
            }
            count += run.has(hit) && draws.isMissed(seed, i, hit) ? 1 : 0;
        }
        return count;
    }

    /** The one that is hit after {@code rank} others. */
    private static int hit(Draws draws, long seed, Run run, int rank) {
        int t = run.tables[0];
        int before = 0;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            int hit = draws.tables.at(t, Darts.place(dart));
            if (run.has(hit) && draws.isMissed(seed, i, hit) && before++ == rank) {
                return hit;
            }
        }
        throw new AssertionError("fewer are hit than " + rank);
    }
}
