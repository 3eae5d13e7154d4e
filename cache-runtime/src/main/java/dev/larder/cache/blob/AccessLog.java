package dev.larder.cache.blob;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line per request, away from the event loops. They never wait for it: when {@value #MOST_WAITING} lines wait
 * because whoever reads them is slow, further ones are dropped and counted. Lines come out within
 * {@value #LATEST_MILLIS} ms, in the order in which answers ended on their event loop. Thread-safe.
 */
public final class AccessLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** At most some 25 MB, if every target were as long as is told of one. */
    static final int MOST_WAITING = 8_192;

    private static final int LATEST_MILLIS = 20;
    private static final int WRITTEN_AT_ONCE = 32 << 10;
    private static final long CLOSING_MILLIS = 2_000;

    private final Queue<AccessEntry> waiting = PlatformDependent.newFixedMpscQueue(MOST_WAITING);
    private final OutputStream out;
    private final Thread writer;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder written = new LongAdder();
    private volatile boolean closing;

    private AccessLog(String node, OutputStream out) {
        this.out = out;
        writer = Thread.ofPlatform().daemon().name(node + "-access-log").unstarted(this::write);
    }

    /** @param out where lines go, one write per some of them; it is not closed */
    public static AccessLog start(String node, OutputStream out) {
        var log = new AccessLog(node, out);
        log.writer.start();
        return log;
    }

    /** Lines since the start. */
    public long written() {
        return written.sum();
    }

    /** Lines that nobody will read: too many waited, or they could not be written. */
    public long dropped() {
        return dropped.sum();
    }

    void add(AccessEntry entry) {
        if (closing || !waiting.offer(entry)) {
            dropped.increment();
        }
    }

    private void write() {
        var lines = new StringBuilder(2 * WRITTEN_AT_ONCE);
        while (true) {
            boolean last = closing;
            int count = 0;
            for (var entry = waiting.poll(); entry != null; entry = waiting.poll()) {
                AccessLine.append(lines, entry);
                count++;
                if (lines.length() >= WRITTEN_AT_ONCE) {
                    put(lines, count);
                    count = 0;
                }
            }
            put(lines, count);
            if (last) {
                return;
            }
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LATEST_MILLIS));
        }
    }

    private void put(StringBuilder lines, int count) {
        if (count == 0) {
            return;
        }
        try {
            out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
            out.flush();
            written.add(count);
        } catch (IOException failed) {
            if (dropped.sum() == 0) {
                LOG.warn("The access log cannot be written: {}", failed.getMessage());
            }
            dropped.add(count);
        }
        lines.setLength(0);
    }

    /** Writes what waits, for at most two seconds. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
