package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears what Netty's leak detector, at its strictest, says of buffers that were dropped without being released. */
public final class LeakWatch extends Handler {

    private final Logger logger = Logger.getLogger(ResourceLeakDetector.class.getName());
    private final ConcurrentLinkedQueue<String> leaks = new ConcurrentLinkedQueue<>();

    public LeakWatch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        logger.addHandler(this);
    }

    /** The detector learns of garbage from the collector, and reports it with the next allocations. */
    public void assertNone() {
        System.gc();
        for (int i = 0; i < 200; i++) {
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        logger.removeHandler(this);
        assertThat(leaks).isEmpty();
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getMessage().startsWith("LEAK")) {
            leaks.add(record.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
