package dev.larder.cache;

import dev.larder.cache.store.SegmentStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole disk again and again on a thread of its own, slowly, so that what has rotted is found and fetched
 * anew before a reader wants it.
 */
final class Scrubbing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubbing.class);

    /** A hundredth of what an NVMe disk reads: a terabyte takes about nine hours. */
    private static final long BYTES_PER_SECOND = 32L << 20;

    private static final Duration PAUSE = Duration.ofHours(1);

    private final SegmentStore store;
    private final Thread thread;

    Scrubbing(String node, SegmentStore store) {
        this.store = store;
        thread = Thread.ofPlatform().daemon().name(node + "-scrub").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PAUSE);
                LOG.info("Scrubbed the store: {}", store.scrub(BYTES_PER_SECOND));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
