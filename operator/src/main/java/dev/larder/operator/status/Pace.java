package dev.larder.operator.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the writes of one object apart. Thread-safe. */
final class Pace {
    private final Duration interval;
    private final Clock clock;
    private final Map<String, Instant> last = new ConcurrentHashMap<>();

    Pace(Duration interval, Clock clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /** Whether it is time to write again; what is urgent always may. */
    boolean allows(String uid, boolean urgent) {
        Instant before = last.get(uid);
        return urgent || before == null || !clock.instant().isBefore(before.plus(interval));
    }

    void wrote(String uid) {
        Instant now = clock.instant();
        last.values().removeIf(at -> !now.isBefore(at.plus(interval)));
        last.put(uid, now);
    }
}
