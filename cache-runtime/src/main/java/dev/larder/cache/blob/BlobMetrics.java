package dev.larder.cache.blob;

import dev.larder.cache.read.ByteSource;
import java.util.EnumMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one blob endpoint. Written on event loops, read by whoever renders them; thread-safe, each value by
 * itself.
 */
public final class BlobMetrics {

    private static final int STATUSES = 600;

    /** Upper bounds of the latency buckets, microseconds; one more bucket is without bound. */
    private static final long[] BUCKETS = {
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        10_000_000
    };

    private final EnumMap<Operation, AtomicReferenceArray<@Nullable LongAdder>> requests =
            new EnumMap<>(Operation.class);
    private final EnumMap<ByteSource, LongAdder> bytes = new EnumMap<>(ByteSource.class);
    private final EnumMap<Operation, Latency> latencies = new EnumMap<>(Operation.class);
    private final LongAdder connections = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder aborted = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder unexpected = new LongAdder();
    final LongAdder unsent = new LongAdder();

    public BlobMetrics() {
        for (var source : ByteSource.values()) {
            bytes.put(source, new LongAdder());
        }
        for (var operation : Operation.values()) {
            latencies.put(operation, new Latency());
            requests.put(operation, new AtomicReferenceArray<>(STATUSES));
        }
    }

    /** Is told each pair of operation and status that was answered at least once, and how often. */
    @FunctionalInterface
    public interface RequestVisitor {
        void visit(Operation operation, int status, long count);
    }

    public void forEachRequestCount(RequestVisitor visitor) {
        requests.forEach((operation, counts) -> {
            for (int status = 0; status < STATUSES; status++) {
                var count = counts.get(status);
                if (count != null) {
                    visitor.visit(operation, status, count.sum());
                }
            }
        });
    }

    /** Body bytes handed to the socket. */
    public long bytes(ByteSource source) {
        return adder(source).sum();
    }

    /** From the request's head to the last byte written. */
    public Latency latency(Operation operation) {
        var latency = latencies.get(operation);
        if (latency == null) {
            throw new IllegalStateException("No latency of " + operation);
        }
        return latency;
    }

    /** Open now. */
    public long connections() {
        return connections.sum();
    }

    /** Since the start. */
    public long acceptedConnections() {
        return accepted.sum();
    }

    /** Requests being answered now. */
    public long inFlight() {
        return inFlight.sum();
    }

    /** Answers that ended early: the client left or the fill failed after the head was sent. */
    public long aborted() {
        return aborted.sum();
    }

    /** Input that was not HTTP. */
    public long malformed() {
        return malformed.sum();
    }

    /** Exceptions that nobody foresaw; each closed its connection and is in the log. */
    public long unexpected() {
        return unexpected.sum();
    }

    /** Sealed for clients that speak TLS, and not taken by them yet. */
    public long unsentBytes() {
        return unsent.sum();
    }

    void opened() {
        connections.increment();
        accepted.increment();
    }

    void closed() {
        connections.decrement();
    }

    void started() {
        inFlight.increment();
    }

    void wasMalformed() {
        malformed.increment();
    }

    void wasUnexpected() {
        unexpected.increment();
    }

    void served(ByteSource source, long count) {
        adder(source).add(count);
    }

    /** @param complete the answer was written whole */
    void ended(Operation operation, int status, long nanos, boolean complete) {
        inFlight.decrement();
        if (!complete) {
            aborted.increment();
        }
        answered(operation, status, nanos);
    }

    /** A request that came and was answered in one go. */
    void answered(Operation operation, int status, long nanos) {
        var counts = requests.get(operation);
        if (counts != null && status >= 0 && status < STATUSES) {
            if (counts.get(status) == null) {
                counts.compareAndSet(status, null, new LongAdder());
            }
            var count = counts.get(status);
            if (count != null) {
                count.increment();
            }
        }
        latency(operation).record(nanos / 1_000);
    }

    private LongAdder adder(ByteSource source) {
        var adder = bytes.get(source);
        if (adder == null) {
            throw new IllegalStateException("No counter of " + source);
        }
        return adder;
    }

    /** A histogram with fixed buckets. */
    public static final class Latency {

        private final LongAdder[] counts = new LongAdder[BUCKETS.length + 1];
        private final LongAdder sum = new LongAdder();

        private Latency() {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        /** Upper bounds, microseconds, rising. */
        public static long[] buckets() {
            return BUCKETS.clone();
        }

        /** How many fell into each bucket (not cumulated); one more than there are bounds. */
        public long[] counts() {
            var copy = new long[counts.length];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = counts[i].sum();
            }
            return copy;
        }

        /** Of all, microseconds. */
        public long sum() {
            return sum.sum();
        }

        private void record(long micros) {
            int bucket = 0;
            while (bucket < BUCKETS.length && micros > BUCKETS[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            sum.add(micros);
        }
    }
}
