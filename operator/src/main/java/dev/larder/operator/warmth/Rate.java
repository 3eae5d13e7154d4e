package dev.larder.operator.warmth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a number of bytes grew lately: from samples of the last 15 seconds. Not thread-safe. */
public final class Rate {
    private static final Duration WINDOW = Duration.ofSeconds(15);
    private static final Duration SPACING = Duration.ofMillis(500);

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Instant grewAt = Instant.EPOCH;

    public void sample(long bytes, Instant now) {
        Sample last = samples.peekLast();
        if (last == null || bytes > last.bytes) {
            grewAt = now;
        }
        if (last != null && bytes < last.bytes) {
            // Ownership moved: what was counted before is no measure of what is to come.
            samples.clear();
        } else if (last != null && now.isBefore(last.at.plus(SPACING))) {
            return;
        }
        samples.addLast(new Sample(now, bytes));
        while (samples.size() > 2 && samples.getFirst().at.isBefore(now.minus(WINDOW))) {
            samples.removeFirst();
        }
    }

    /** 0 when nothing moves or too little is known. */
    public long bytesPerSecond(Instant now) {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        if (first == null || last == null || last.bytes == first.bytes || grewAt.isBefore(now.minus(WINDOW))) {
            return 0;
        }
        long millis = Math.max(1, Duration.between(first.at, now).toMillis());
        return (last.bytes - first.bytes) * 1000 / millis;
    }

    /** Whether the number has not grown for so long. */
    public boolean stalled(Duration limit, Instant now) {
        return grewAt.isBefore(now.minus(limit));
    }

    private record Sample(Instant at, long bytes) {}
}
