package dev.larder.model.placement;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.Seat;

/**
 * What a member draws by itself for an extent: a uniform number of {@value #BITS} bits. They are so few that an order of
 * members by their numbers is the same as by the exponential variates made of them, whatever the last bits of a logarithm: different
 * numbers have variates that differ by more than that, the same number has the same one.
 */
final class OwnDraw {
    static final int BITS = 40;

    static final long END = 1L << BITS;
    private static final double UNIT = 0x1p-40;

    /** Wider than any rounding, and too narrow to matter. */
    static final double MARGIN = 1e-9;

    private OwnDraw() {}

    /** From 0, below {@link #END}. */
    static long number(long extent, long hash) {
        return Mix.mix(extent ^ hash) >>> Long.SIZE - BITS;
    }

    /** In (0, 1). */
    static double uniform(long number) {
        return (number + 0.5) * UNIT;
    }

    /** The exponential variate. */
    private static double variate(double x) {
        return Math.max(x, -StrictMath.log1p(-x));
    }

    /** Key of a member that no dart has hit. */
    static double key(double time, double uniform, double inverse) {
        return (time + Seat.PLACES * variate(uniform)) * inverse;
    }

    /** Whether {@link #key} comes before another; hardly ever with a logarithm. */
    static boolean precedes(double time, double x, double inverse, int at, double key, int other) {
        double least = time + Seat.PLACES * x * (1 + x * (0.5 + x / 3));
        if (least * inverse > key * (1 + MARGIN)) {
            return false;
        }
        double most = time + Seat.PLACES * x * (2 - x) / (2 * (1 - x));
        return most * inverse < key * (1 - MARGIN) || Draws.precedes(key(time, x, inverse), at, key, other);
    }

    /** The least number whose {@link #key} is not less than that one. {@link #END} if no number's is. */
    static long from(double time, double inverse, double key) {
        double wait = (key / inverse - time) / Seat.PLACES;
        if (wait <= 0) {
            return 0;
        }
        long number = Math.min(END, (long) (-StrictMath.expm1(-wait) / UNIT));
        while (number > 0 && key(time, uniform(number - 1), inverse) >= key) {
            number--;
        }
        while (number < END && key(time, uniform(number), inverse) < key) {
            number++;
        }
        return number;
    }
}
