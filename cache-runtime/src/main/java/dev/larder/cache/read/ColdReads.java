package dev.larder.cache.read;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The threads of a node that wait for its disk, so that event loops do not: they read bytes that are about to be sent
 * into the page cache, from where they go out without being copied. What waits for them is bounded, and costs no memory
 * but its place in the queue. Thread-safe.
 */
public final class ColdReads implements AutoCloseable {

    /** As many requests as keep a local NVMe disk busy when each reads ahead for itself. */
    private static final int THREADS = 8;

    private static final int MOST_WAITING = 1_024;

    private final ThreadPoolExecutor threads;
    private final LongAdder reads = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** @param node prefix of the threads' names */
    public static ColdReads start(String node) {
        return new ColdReads(node, THREADS, MOST_WAITING);
    }

    ColdReads(String node, int most, int mostWaiting) {
        threads = new ThreadPoolExecutor(
                most,
                most,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                Thread.ofPlatform().daemon().name(node + "-cold-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs a read. False: too many wait already. */
    boolean begin(Runnable read) {
        try {
            threads.execute(read);
            return true;
        } catch (RejectedExecutionException full) {
            refused.increment();
            return false;
        }
    }

    /** Whether so many wait that nobody should read what is only wanted later. */
    boolean busy() {
        return threads.getQueue().size() >= threads.getMaximumPoolSize();
    }

    void read(int count) {
        reads.increment();
        bytes.add(count);
    }

    /** Reads of the disk so far. */
    public long reads() {
        return reads.sum();
    }

    /** Bytes read so far. */
    public long bytes() {
        return bytes.sum();
    }

    /** Reads that had to be put off because too many waited. */
    public long refused() {
        return refused.sum();
    }

    /** Reads that wait for a thread now. */
    public int waiting() {
        return threads.getQueue().size();
    }

    /** Reads that wait are still done; threads are not interrupted, since that would close the files they read. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
