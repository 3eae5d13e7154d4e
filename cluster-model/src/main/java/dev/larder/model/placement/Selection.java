package dev.larder.model.placement;

import org.jspecify.annotations.Nullable;

/**
 * Finds the sibling of a given rank without sorting and without memory: guess the key that has the wanted number of keys
 * below it, count, and narrow the interval from the side that was wrong. Keys are spread evenly, so interpolation needs
 * about four passes over a thousand siblings; every third guess halves the interval, so that it ends whatever the keys.
 *
 * <p>Siblings may be grouped into cells; then a group counts once, with its smallest key, and the result is the index of
 * that key.
 */
final class Selection {
    private Selection() {}

    /**
     * @param count how many siblings (or groups) there are in {@code from} to {@code to}; more than {@code rank}
     * @param groupEnd for the first index of each group its end; null where every sibling is its own group
     */
    static int select(
            Siblings siblings,
            long extent,
            int from,
            int to,
            boolean weighted,
            int @Nullable [] groupEnd,
            int count,
            int rank) {
        if (rank == 0) {
            return siblings.best(extent, from, to, weighted);
        }
        long low = weighted ? -1 : Long.MIN_VALUE;
        long high = weighted ? Double.doubleToRawLongBits(Double.POSITIVE_INFINITY) : Long.MAX_VALUE;
        int atLow = 0;
        int atHigh = count;
        for (int pass = 1; high - low != 1 && low != high; pass++) {
            long target = guess(low, high, (rank - atLow + 0.5) / (atHigh - atLow), pass % 3 == 0 || weighted);
            int below = -1;
            int above = -1;
            long belowKey = 0;
            long aboveKey = 0;
            int upTo = 0;
            for (int i = from; i < to; i = groupEnd == null ? i + 1 : groupEnd[i]) {
                int at = siblings.bestOfGroup(extent, i, weighted, groupEnd);
                long key = siblings.key(extent, at, weighted);
                if (key <= target) {
                    upTo++;
                    if (below < 0 || key >= belowKey) {
                        below = at;
                        belowKey = key;
                    }
                } else if (above < 0 || key < aboveKey) {
                    above = at;
                    aboveKey = key;
                }
            }
            if (upTo == rank + 1) {
                return below;
            }
            if (upTo == rank) {
                return above;
            }
            if (upTo > rank) {
                high = belowKey;
                atHigh = upTo;
            } else {
                low = aboveKey;
                atLow = upTo + 1;
            }
        }
        return tied(siblings, extent, from, to, weighted, groupEnd, high, rank - atLow);
    }

    private static long guess(long low, long high, double fraction, boolean halve) {
        if (halve) {
            return (low & high) + ((low ^ high) >> 1);
        }
        double span = (double) high - (double) low;
        long guess = (long) (low + span * fraction);
        return Math.max(low, Math.min(guess, high - 1));
    }

    /** Several siblings drew the very same key: they rank by index. */
    private static int tied(
            Siblings siblings,
            long extent,
            int from,
            int to,
            boolean weighted,
            int @Nullable [] groupEnd,
            long key,
            int skip) {
        int left = skip;
        int last = from;
        for (int i = from; i < to; i = groupEnd == null ? i + 1 : groupEnd[i]) {
            int at = siblings.bestOfGroup(extent, i, weighted, groupEnd);
            if (siblings.key(extent, at, weighted) == key) {
                last = at;
                if (left-- <= 0) {
                    break;
                }
            }
        }
        return last;
    }
}
