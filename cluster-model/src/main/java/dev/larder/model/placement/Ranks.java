package dev.larder.model.placement;

/** Ranks in a run of members that is not empty, found the cheapest way that there is for the run. All ways agree. */
final class Ranks {
    private Ranks() {}

    /** The member of rank 0. */
    static int best(Draws draws, long extent, Run run) {
        if (run.size() == 1) {
            return run.from;
        }
        return run.oneTable ? OneTable.best(draws, extent, run) : Race.best(draws, extent, run);
    }

    /** How many come before {@code at}, one of them. */
    static int rank(Draws draws, long extent, Run run, int at) {
        return run.oneTable
                ? OneTable.rank(draws, extent, run, at)
                : Race.before(draws, extent, run, draws.key(extent, at), at, Integer.MAX_VALUE);
    }

    /** Whether {@code at}, one of them, is among the first {@code count}. */
    static boolean isAmongFirst(Draws draws, long extent, Run run, int at, int count) {
        if (run.size() <= count) {
            return true;
        }
        return run.oneTable
                ? OneTable.isAmongFirst(draws, extent, run, at, count)
                : Race.isAmongFirst(draws, extent, run, at, count);
    }

    /** The member of that rank, which is less than there are. */
    static int select(Draws draws, long extent, Run run, int rank) {
        if (rank == 0) {
            return best(draws, extent, run);
        }
        return run.oneTable
                ? OneTable.select(draws, extent, run, rank)
                : Selection.select(draws, extent, run, null, rank);
    }
}
