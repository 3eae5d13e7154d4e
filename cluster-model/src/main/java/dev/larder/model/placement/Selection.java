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
    private static final long INFINITE = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

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
        long high = weighted ? INFINITE : Long.MAX_VALUE;
        int atLow = 0;
        int atHigh = count;
        long target = firstGuess(siblings, from, to, weighted, count, rank);
        for (int pass = 1; high - low != 1 && low != high; pass++) {
            int below = -1;
            int above = -1;
            long belowKey = 0;
            long aboveKey = Long.MAX_VALUE;
            int upTo = 0;
            for (int i = from; i < to; i = groupEnd == null ? i + 1 : groupEnd[i]) {
                int at = siblings.bestOfGroup(extent, i, weighted, groupEnd);
                long key = siblings.keyUpTo(extent, at, weighted, aboveKey);
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
            target = guess(low, high, (rank - atLow + 0.5) / (atHigh - atLow), weighted, pass % 3 == 0);
        }
        return tied(siblings, extent, from, to, weighted, groupEnd, high, rank - atLow);
    }

    /** Where the key of that rank is to be expected; the smallest of a group of g siblings comes g times earlier. */
    private static long firstGuess(Siblings siblings, int from, int to, boolean weighted, int count, int rank) {
        double variate = -StrictMath.log1p(-(rank + 0.5) / count) * count / (to - from);
        return weighted
                ? Double.doubleToRawLongBits(variate * siblings.inverseWeight(from))
                : interpolate(Long.MIN_VALUE, Long.MAX_VALUE, -StrictMath.expm1(-variate));
    }

    private static long guess(long low, long high, double fraction, boolean weighted, boolean halve) {
        if (halve || (weighted && high == INFINITE && low < 0)) {
            return (low & high) + ((low ^ high) >> 1);
        }
        if (!weighted) {
            return interpolate(low, high, fraction);
        }
        double least = low < 0 ? 0 : Double.longBitsToDouble(low);
        double score = high == INFINITE ? least * 2 : least + (Double.longBitsToDouble(high) - least) * fraction;
        return Math.max(low, Math.min(Double.doubleToRawLongBits(score), high - 1));
    }

    private static long interpolate(long low, long high, double fraction) {
        double span = (double) high - (double) low;
        return Math.max(low, Math.min((long) (low + span * fraction), high - 1));
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
