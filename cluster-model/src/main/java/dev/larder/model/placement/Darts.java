package dev.larder.model.placement;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.Seat;

/**
 * The darts thrown at one table for one extent: a pseudo-random row of places, and how long until each. Two come from each hash:
 * <pre>{@code
 * long dart = Darts.first(extent, tableHash);
 * for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) ...
 * }</pre>
 * with the first as the seed.
 */
final class Darts {
    /** At each table. Even. */
    static final int COUNT = 16;

    private static final int PLACE_BITS = 12;
    private static final int FRACTION_MASK = 0xfffff;
    private static final double FRACTION_UNIT = 0x1p-20;

    private Darts() {}

    static long first(long extent, long tableHash) {
        return Mix.mix(extent ^ tableHash);
    }

    /** The dart of number {@code i} from 1. */
    static long after(long seed, long dart, int i) {
        return (i & 1) != 0 ? dart >>> Integer.SIZE : Mix.mix(seed + i * Mix.STEP);
    }

    static int place(long dart) {
        return (int) dart & Seat.PLACES - 1;
    }

    /** In (0, 1): e to the power of minus the time since the dart before, in darts. */
    static double fraction(long dart) {
        return (((int) dart >>> PLACE_BITS & FRACTION_MASK) + 0.5) * FRACTION_UNIT;
    }

    /** Whether none of the first {@code i} darts hits the place. */
    static boolean misses(long seed, int i, int place) {
        long dart = seed;
        for (int before = 0; before < i; dart = after(seed, dart, ++before)) {
            if (place(dart) == place) {
                return false;
            }
        }
        return true;
    }
}
