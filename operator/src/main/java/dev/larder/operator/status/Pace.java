package dev.larder.operator.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the writes of one object apart, the further the more nodes it tells of. Thread-safe. */
final class Pace {
    /** Nodes for which one interval is enough. */
    private static final int NODES = 100;
    /** Of any object; a minute with the interval as it is by default. */
    private static final int MOST_INTERVALS = 30;

    private final Duration interval;
    private final Clock clock;
    private final Map<String, Instant> last = new ConcurrentHashMap<>();

    Pace(Duration interval, Clock clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /** After how long it may be written again; what is urgent always may. Zero: now. */
    Duration left(String uid, int nodes, boolean urgent) {
        Instant before = last.get(uid);
        if (urgent || before == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), before.plus(between(nodes)));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** With very many nodes a figure always changes somewhere, and nobody waits for the next one. */
    private Duration between(int nodes) {
        return interval.multipliedBy(Math.clamp(nodes / NODES, 1, MOST_INTERVALS));
    }

    void wrote(String uid) {
        Instant now = clock.instant();
        last.values().removeIf(at -> !now.isBefore(at.plus(interval.multipliedBy(MOST_INTERVALS))));
        last.put(uid, now);
    }
}
