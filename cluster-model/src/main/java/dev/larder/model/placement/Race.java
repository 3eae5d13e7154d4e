package dev.larder.model.placement;

import dev.larder.model.map.Seat;

/** The order of keys in a run whatever its members weigh and wherever they have their seats. Tables are left as soon as may be. */
final class Race {
    /** The least of n members' keys is hardly ever so many times later than is to be expected. */
    private static final int HARDLY_EVER = 4;

    private static final int SHORT = 32;
    private static final int FEW = 64;

    private Race() {}

    /** The member with the least key. */
    static int best(Draws draws, long extent, Run run) {
        // Most tables can be left after one dart if there is a bound from the beginning.
        double bound = HARDLY_EVER * Seat.PLACES * run.lightness / run.size();
        int near = run.tables.length == 1 ? -1 : least(draws, extent, run, -1, -1, bound, -1);
        return near >= 0 ? near : least(draws, extent, run, -1, -1, Double.POSITIVE_INFINITY, -1);
    }

    /** The member with the least key if that comes before {@code (key, at)}; otherwise {@code at}. */
    static int bestBefore(Draws draws, long extent, Run run, double key, int at) {
        return least(draws, extent, run, -1, -1, key, at);
    }

    /** The member that follows {@code (key, at)}; -1 if none does. */
    static int next(Draws draws, long extent, Run run, double key, int at) {
        return least(draws, extent, run, key, at, Double.POSITIVE_INFINITY, -1);
    }

    /**
     * The least key that follows {@code (afterKey, after)} and comes before {@code (key, at)}.
     *
     * @param afterKey negative: any
     * @return {@code at} if there is none
     */
    private static int least(Draws draws, long extent, Run run, double afterKey, int after, double key, int at) {
        boolean any = afterKey < 0;
        double least = key;
        int best = at;
        double until = until(least / run.lightness);
        for (int k = 0; k < run.tables.length; k++) {
            int t = run.tables[k];
            long seed = draws.seed(extent, t);
            long dart = seed;
            double left = Darts.fraction(dart);
            for (int i = 0; left >= until; left *= Darts.fraction(dart)) {
                int hit = draws.tables.at(t, Darts.place(dart));
                if (run.has(hit)) {
                    double its = draws.timed(left, hit);
                    if (Draws.precedes(its, hit, least, best)
                            && (any || (Draws.precedes(afterKey, after, its, hit) && draws.isMissed(seed, i, hit)))) {
                        least = its;
                        best = hit;
                        until = until(least / run.lightness);
                    }
                }
                if (++i == Darts.COUNT) {
                    break;
                }
                dart = Darts.after(seed, dart, i);
            }
            if (left < until) {
                continue;
            }
            double time = -StrictMath.log(left);
            int late = late(draws, extent, seed, run, k, time, afterKey, after, least, best);
            if (late != best) {
                least = lateKey(draws, extent, time, late);
                best = late;
                until = until(least / run.lightness);
            }
        }
        return best;
    }

    /** The least key of those of a table that no dart hits, which were waited for that long, between two keys; {@code best} if there is none. */
    private static int late(
            Draws draws,
            long extent,
            long seed,
            Run run,
            int k,
            double time,
            double afterKey,
            int after,
            double key,
            int at) {
        if (time * run.lightness > key) {
            return at;
        }
        boolean any = afterKey < 0;
        if (run.even) {
            long number = any ? 0 : OwnDraw.from(time, run.lightness, afterKey);
            int same = any ? -1 : sameKey(time, run.lightness, number, afterKey, after);
            int first = Misses.following(draws, extent, seed, run, k, number, same, !any);
            return first >= 0 && Draws.precedes(lateKey(draws, extent, time, first), first, key, at) ? first : at;
        }
        double least = key;
        int best = at;
        for (int r = run.start[k]; r < run.end[k]; r++) {
            int member = draws.tables.member(r);
            double uniform = OwnDraw.uniform(draws.tables.number(extent, r));
            double inverse = draws.inverse(member);
            if (OwnDraw.precedes(time, uniform, inverse, member, least, best)
                    && (any
                            || (member != after
                                    && !OwnDraw.precedes(time, uniform, inverse, member, afterKey, after)
                                    && draws.isMissed(seed, member)))) {
                least = OwnDraw.key(time, uniform, inverse);
                best = member;
            }
        }
        return best;
    }

    private static double lateKey(Draws draws, long extent, double time, int at) {
        return OwnDraw.key(time, OwnDraw.uniform(draws.number(extent, at)), draws.inverse(at));
    }

    /** The member if that number has that very key; otherwise no member. */
    private static int sameKey(double time, double inverse, long number, double key, int at) {
        return OwnDraw.key(time, OwnDraw.uniform(number), inverse) == key ? at : -1;
    }

    /** Whether {@code at}, one of them, is among the first {@code count}. */
    static boolean isAmongFirst(Draws draws, long extent, Run run, int at, int count) {
        int k = 0;
        while (run.tables[k] != draws.table(at)) {
            k++;
        }
        if (draws.isMissed(draws.seed(extent, run.tables[k]), at)
                && Misses.lesser(draws, extent, run, k, at, count, FEW) >= count) {
            return false;
        }
        return before(draws, extent, run, draws.key(extent, at), at, count) < count;
    }

    /** How many have a key before {@code (key, at)}, counted no further than {@code limit}. */
    static int before(Draws draws, long extent, Run run, double key, int at, int limit) {
        int count = 0;
        double until = until(key / run.lightness);
        for (int k = 0; k < run.tables.length; k++) {
            int t = run.tables[k];
            long seed = draws.seed(extent, t);
            long dart = seed;
            double left = Darts.fraction(dart);
            for (int i = 0; left >= until; left *= Darts.fraction(dart)) {
                int hit = draws.tables.at(t, Darts.place(dart));
                if (run.has(hit)
                        && draws.isMissed(seed, i, hit)
                        && Draws.precedes(draws.timed(left, hit), hit, key, at)
                        && ++count >= limit) {
                    return count;
                }
                if (++i == Darts.COUNT) {
                    break;
                }
                dart = Darts.after(seed, dart, i);
            }
            if (left >= until) {
                count += lateBefore(draws, extent, seed, run, k, -StrictMath.log(left), key, at, limit - count);
                if (count >= limit) {
                    return limit;
                }
            }
        }
        return count;
    }

    private static int lateBefore(
            Draws draws, long extent, long seed, Run run, int k, double time, double key, int at, int limit) {
        if (time * run.lightness > key) {
            return 0;
        }
        if (run.even) {
            long number = OwnDraw.from(time, run.lightness, key);
            int same = sameKey(time, run.lightness, number, key, at);
            return Misses.before(draws, extent, seed, run, k, number, same);
        }
        int count = -hitAndLateBefore(draws, extent, seed, run, k, time, key, at);
        for (int r = run.start[k]; r < run.end[k] && count < limit; r++) {
            int member = draws.tables.member(r);
            double uniform = OwnDraw.uniform(draws.tables.number(extent, r));
            count += OwnDraw.precedes(time, uniform, draws.inverse(member), member, key, at) ? 1 : 0;
        }
        return count;
    }

    /** Of those that are hit: so that the many others need not be asked whether they are. */
    private static int hitAndLateBefore(
            Draws draws, long extent, long seed, Run run, int k, double time, double key, int at) {
        int t = run.tables[k];
        int count = 0;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            int hit = draws.tables.at(t, Darts.place(dart));
            if (run.has(hit)) {
                double uniform = OwnDraw.uniform(draws.number(extent, hit));
                boolean before = OwnDraw.precedes(time, uniform, draws.inverse(hit), hit, key, at);
                count += before && draws.isMissed(seed, i, hit) ? 1 : 0;
            }
        }
        return count;
    }

    /**
     * A dart that leaves less comes later than {@code time}; by some of those that do not, too. Half as dear as the exponential function:
     * the first terms of its series are less than it is, and so are their powers.
     */
    private static double until(double time) {
        if (time > SHORT) {
            return time > 700 ? 0 : StrictMath.exp(-time) * (1 - OwnDraw.MARGIN);
        }
        boolean near = time < 1;
        double x = near ? time : time / SHORT;
        double power = 1 - x * (1 - x * (0.5 - x / 6));
        if (!near) {
            power *= power;
            power *= power;
            power *= power;
            power *= power;
            power *= power;
        }
        return power * (1 - OwnDraw.MARGIN);
    }
}
