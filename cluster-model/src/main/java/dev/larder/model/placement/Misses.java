package dev.larder.model.placement;

/**
 * The members of a run in one of its tables that no dart hits, in the order of their own numbers. Where all weigh the same that is the
 * order of their keys.
 *
 * <p>{@code k} counts the run's tables, {@code seed} is that of the table.
 */
final class Misses {
    private Misses() {}

    /** How many come before {@code (number, at)}. */
    static int before(Draws draws, long extent, long seed, Run run, int k, long number, int at) {
        Tables tables = draws.tables;
        int count = 0;
        int end = run.end[k];
        int ties = at < 0 ? run.start[k] : Math.clamp(tables.first(run.tables[k], at), run.start[k], end);
        for (int r = run.start[k]; r < ties; r++) {
            count += tables.number(extent, r) <= number ? 1 : 0;
        }
        for (int r = ties; r < end; r++) {
            count += tables.number(extent, r) < number ? 1 : 0;
        }
        return count - hitsBefore(draws, extent, seed, run, k, number, at);
    }

    /** Those that are hit: so that the many others need not be asked whether they are. */
    static int hitsBefore(Draws draws, long extent, long seed, Run run, int k, long number, int at) {
        int t = run.tables[k];
        int count = 0;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            int hit = draws.tables.at(t, Darts.place(dart));
            if (run.has(hit) && precedes(draws.number(extent, hit), hit, number, at) && draws.isMissed(seed, i, hit)) {
                count++;
            }
        }
        return count;
    }

    /**
     * How many have lesser numbers than {@code at}, which no dart hits, and weigh no less: they come before it, hit or not. Counted no
     * further than {@code limit}.
     *
     * @param most so many are looked at
     */
    static int lesser(Draws draws, long extent, Run run, int k, int at, int limit, int most) {
        Tables tables = draws.tables;
        long number = draws.number(extent, at);
        int count = 0;
        int end = Math.min(run.end[k], run.start[k] + most);
        for (int r = run.start[k]; r < end && count < limit; r++) {
            long its = tables.number(extent, r);
            if (its <= number
                    && precedes(its, tables.member(r), number, at)
                    && (run.even || draws.inverse(tables.member(r)) <= draws.inverse(at))) {
                count++;
            }
        }
        return count;
    }

    /** The first that comes after {@code (number, at)}; -1 if none does. */
    static int following(Draws draws, long extent, long seed, Run run, int k, long number, int at, boolean hits) {
        Tables tables = draws.tables;
        long least = OwnDraw.END;
        int first = -1;
        int end = run.end[k];
        for (int r = run.start[k]; r < end; r++) {
            long its = tables.number(extent, r);
            if (its >= number && its < least) {
                int member = tables.member(r);
                if (precedes(number, at, its, member) && !(hits && !draws.isMissed(seed, member))) {
                    least = its;
                    first = member;
                }
            }
        }
        return first;
    }

    /** The last whose number is less; -1 if there is none. */
    static int preceding(Draws draws, long extent, long seed, Run run, int k, long number, boolean hits) {
        Tables tables = draws.tables;
        long most = -1;
        int last = -1;
        int end = run.end[k];
        for (int r = run.start[k]; r < end; r++) {
            long its = tables.number(extent, r);
            if (its < number && its >= most && !(hits && !draws.isMissed(seed, tables.member(r)))) {
                most = its;
                last = tables.member(r);
            }
        }
        return last;
    }

    /** Of those with that number the one after {@code rank} others. */
    static int ofTheSameNumber(Draws draws, long extent, long seed, Run run, int k, long number, int rank) {
        Tables tables = draws.tables;
        int before = 0;
        for (int r = run.start[k]; r < run.end[k]; r++) {
            if (tables.number(extent, r) == number && draws.isMissed(seed, tables.member(r)) && before++ == rank) {
                return tables.member(r);
            }
        }
        throw new AssertionError("no member of rank " + rank + " with " + number);
    }

    private static boolean precedes(long number, int at, long otherNumber, int other) {
        return number < otherNumber || (number == otherNumber && at < other);
    }
}
