package dev.larder.model.placement;

import dev.larder.model.blob.Mix;
import org.jspecify.annotations.Nullable;

/**
 * Weighted rendezvous hashing over runs of siblings kept in arrays. For an extent each sibling draws a pseudo-random key;
 * rank 0 is the smallest key. Ties go to the lower index.
 *
 * <p>The draw of a sibling is {@code h = mix(extent ^ hash)}, read as a number x in [0, 1). With weights, the key is the
 * exponential variate {@code -ln(1 - x) / weight}: the smallest of several is sibling i with probability weight i / sum of
 * weights, independently of the others (Schindelhauer and Schomaker's logarithmic method). Where all weights of a run are
 * equal the key is h itself, which is the same order: the logarithm grows with x and division by one weight keeps that.
 *
 * <p>Everybody must find the same order. Doubles are IEEE 754 everywhere since Java 17 and {@link StrictMath} is defined to
 * the bit. The logarithm is slow, but hardly ever needed: {@code x <= -ln(1 - x)}, so x / weight bounds the key from below
 * and only siblings that come close to the best so far are worth the logarithm.
 */
final class Siblings {
    private static final double UNIT = 0x1p-53;

    private final long[] hash;
    private final double[] inverse;

    /**
     * @param hash of each sibling
     * @param inverse of each sibling's weight
     */
    Siblings(long[] hash, double[] inverse) {
        this.hash = hash;
        this.inverse = inverse;
    }

    /** Index of the sibling of rank 0; the run is not empty. */
    int best(long extent, int from, int to, boolean weighted) {
        if (to - from == 1) {
            return from;
        }
        return weighted ? bestWeighted(extent, from, to) : bestUniform(extent, from, to);
    }

    private int bestUniform(long extent, int from, int to) {
        int best = from;
        long least = Mix.mix(extent ^ hash[from]);
        for (int i = from + 1; i < to; i++) {
            long key = Mix.mix(extent ^ hash[i]);
            if (key < least) {
                least = key;
                best = i;
            }
        }
        return best;
    }

    private int bestWeighted(long extent, int from, int to) {
        int best = from;
        double least = score(extent, from);
        for (int i = from + 1; i < to; i++) {
            double x = draw(extent, i);
            if (x * inverse[i] < least) {
                double score = variate(x) * inverse[i];
                if (score < least) {
                    least = score;
                    best = i;
                }
            }
        }
        return best;
    }

    /**
     * How many siblings come before this one, counted no further than {@code limit}. When limit is small this looks at few
     * siblings: about limit * (1 + ln(n / limit)) of n.
     */
    int rank(long extent, int from, int to, int sibling, boolean weighted, int limit) {
        int before = 0;
        if (weighted) {
            double mine = score(extent, sibling);
            for (int i = from; i < to && before < limit; i++) {
                double x = draw(extent, i);
                if (x * inverse[i] <= mine && i != sibling) {
                    double score = variate(x) * inverse[i];
                    before += score < mine || (score == mine && i < sibling) ? 1 : 0;
                }
            }
        } else {
            long mine = Mix.mix(extent ^ hash[sibling]);
            for (int i = from; i < to && before < limit; i++) {
                long key = Mix.mix(extent ^ hash[i]);
                before += key < mine || (key == mine && i < sibling) ? 1 : 0;
            }
        }
        return before;
    }

    /** The sibling's key as a number that orders like it. */
    long key(long extent, int i, boolean weighted) {
        return weighted ? Double.doubleToRawLongBits(score(extent, i)) : Mix.mix(extent ^ hash[i]);
    }

    /** The sibling's key if it is at most {@code limit}; otherwise some number above limit, or Long.MAX_VALUE. */
    long keyUpTo(long extent, int i, boolean weighted, long limit) {
        if (!weighted) {
            return Mix.mix(extent ^ hash[i]);
        }
        double x = draw(extent, i);
        return Double.doubleToRawLongBits(x * inverse[i]) > limit
                ? Long.MAX_VALUE
                : Double.doubleToRawLongBits(variate(x) * inverse[i]);
    }

    double inverseWeight(int i) {
        return inverse[i];
    }

    /**
     * Writes the first siblings by rank, in one pass.
     *
     * @param keys scratch, as long as {@code out}
     * @return how many: as many as {@code out} holds, or all there are
     */
    int first(long extent, int from, int to, boolean weighted, int[] out, long[] keys) {
        int count = 0;
        for (int i = from; i < to; i++) {
            boolean full = count == out.length;
            long key = keyUpTo(extent, i, weighted, full ? keys[count - 1] : Long.MAX_VALUE);
            if (full && key >= keys[count - 1]) {
                continue;
            }
            int at = full ? count - 1 : count++;
            for (; at > 0 && keys[at - 1] > key; at--) {
                keys[at] = keys[at - 1];
                out[at] = out[at - 1];
            }
            keys[at] = key;
            out[at] = i;
        }
        return count;
    }

    /** Index in the group that begins at {@code i} with the smallest key; a group ends at {@code groupEnd[i]}. */
    int bestOfGroup(long extent, int i, boolean weighted, int @Nullable [] groupEnd) {
        return groupEnd == null ? i : best(extent, i, groupEnd[i], weighted);
    }

    private double score(long extent, int i) {
        return variate(draw(extent, i)) * inverse[i];
    }

    private double draw(long extent, int i) {
        return ((Mix.mix(extent ^ hash[i]) ^ Long.MIN_VALUE) >>> 11) * UNIT;
    }

    /** An exponential variate; at least x whatever the logarithm's last bit, so that x is a lower bound. */
    private static double variate(double x) {
        return Math.max(x, -StrictMath.log1p(-x));
    }
}
