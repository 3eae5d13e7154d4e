package dev.larder.cache.warmup;

import java.time.Duration;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Whether mates have given nothing for so long that an importer may be slow or gone. How long that is depends on links and disks:
 * while an extent takes seconds to come, mates cannot have what they are asked for any sooner, and a node that went up the tree
 * in that time would have sent through a zone's link what a mate was about to hold. So the limit follows the slowest of
 * the extents that came lately or are coming. Thread-safe.
 */
final class Drought {

    private static final long SHORTEST = Duration.ofSeconds(2).toNanos();
    /** Reached when what this node waits for hangs; that must not keep it from the tree. */
    private static final long LONGEST = Duration.ofSeconds(60).toNanos();

    /** What a mate imports may have begun just when this node's extent came. */
    private static final int EXTENTS = 2;

    private final LongSupplier clock;
    /** Beginnings of what is coming, with how many began then. */
    private final TreeMap<Long, Integer> coming = new TreeMap<>();

    private long slowest;
    private long lastGiven;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    Drought(LongSupplier clock) {
        this.clock = clock;
        this.lastGiven = clock.getAsLong();
    }

    /** An extent is asked for, of whomever. To be given to {@link #ended}. */
    synchronized long begin() {
        long now = clock.getAsLong();
        coming.merge(now, 1, Integer::sum);
        return now;
    }

    /** @param came false: it failed, which says nothing of how long extents take */
    synchronized void ended(long begun, boolean came) {
        coming.computeIfPresent(begun, (at, count) -> count == 1 ? null : count - 1);
        if (came) {
            // What was slow once is forgotten in the course of some extents.
            slowest = Math.max(clock.getAsLong() - begun, slowest - slowest / 8);
        }
    }

    /** A mate gave something. */
    synchronized void ends() {
        lastGiven = clock.getAsLong();
    }

    synchronized boolean isLong() {
        long now = clock.getAsLong();
        long oldest = coming.isEmpty() ? 0 : now - coming.firstKey();
        long limit = Math.clamp(EXTENTS * Math.max(slowest, oldest), SHORTEST, LONGEST);
        return now - lastGiven > limit;
    }
}
