package dev.larder.cache.fetch;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * When a read that somebody waits for asks a second source: when the first has sent nothing for longer than nearly all did
 * lately, and only so often that second questions stay a twentieth of the first (Dean and Barroso, "The Tail at Scale",
 * 2013). A node that is overloaded answers late, and must not be asked twice as much for it: the budget sees to that.
 * Thread-safe.
 */
public final class Hedging {

    private static final double QUANTILE = 0.95;

    /** Reads per second question. */
    private static final int READS_PER_HEDGE = 20;

    /** Second questions at once after a long time without. */
    private static final int MOST_SAVED = 10;

    private static final int SAMPLES = 256;
    private static final int FEWEST = 32;
    private static final int BETWEEN_LOOKS = 16;

    /** Of sources of which nothing is known yet. */
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(250);

    /** Pauses of this node's own collector and scheduler are no reason. */
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

    private final long[] samples = new long[SAMPLES];
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private long count;
    /** Reads that no second question was paid with. A node begins with enough for one. */
    private long saved = READS_PER_HEDGE;

    private long limit = FIRST;

    /** What became of a read whose first source was late. */
    public enum Outcome {
        /** The second source was first. */
        WON,
        /** The first source was first after all. */
        LOST,
        /** The second source had nothing, or could not be reached. */
        FUTILE,
        /** Nobody was asked: the budget was used up. */
        OVER_BUDGET
    }

    public Hedging() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    public long outcomes(Outcome outcome) {
        return adder(outcome).sum();
    }

    void count(Outcome outcome) {
        adder(outcome).increment();
    }

    private LongAdder adder(Outcome outcome) {
        LongAdder adder = outcomes.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("no counter of " + outcome);
        }
        return adder;
    }

    /** A read begins, and earns its part of a second question. Returns after how many nanoseconds its source is late. */
    synchronized long begin() {
        saved = Math.min((long) MOST_SAVED * READS_PER_HEDGE, saved + 1);
        return limit;
    }

    /** @param nanos until the first bytes came, or for how long they had not when the source was given up */
    synchronized void took(long nanos) {
        samples[(int) (count++ % SAMPLES)] = nanos;
        if (count >= FEWEST && count % BETWEEN_LOOKS == 0) {
            long[] sorted = Arrays.copyOf(samples, (int) Math.min(count, SAMPLES));
            Arrays.sort(sorted);
            limit = Math.clamp(sorted[(int) (sorted.length * QUANTILE)], SHORTEST, LONGEST);
        }
    }

    /** Whether a second source may be asked now; if so, that is paid for. */
    synchronized boolean mayAsk() {
        if (saved < READS_PER_HEDGE) {
            return false;
        }
        saved -= READS_PER_HEDGE;
        return true;
    }
}
