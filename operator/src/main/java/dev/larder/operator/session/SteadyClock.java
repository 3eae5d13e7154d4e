package dev.larder.operator.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Starts at the time of day and then only counts: it does not jump when the machine's clock is set. By it the operator
 * judges who is silent and for how long: a clock that is put forward by an hour must not make every node silent.
 */
final class SteadyClock extends Clock {
    private final Instant start;
    private final LongSupplier nanos;
    private final long startNanos;

    /** @param nanos as {@link System#nanoTime} */
    SteadyClock(Instant start, LongSupplier nanos) {
        this.start = start;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.ofNanos(nanos.getAsLong() - startNanos));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Zones do not matter to instants, which is all that is asked of it. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
