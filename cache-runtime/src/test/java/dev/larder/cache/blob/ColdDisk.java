package dev.larder.cache.blob;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk with nothing in memory that answers nobody before it is let. Whoever uses bytes that were not read in first
 * waits like everybody else, and is counted.
 */
final class ColdDisk {

    private static final int PAGE = 4096;

    private final CountDownLatch turns = new CountDownLatch(1);
    private final Set<Long> pages = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> readers = Collections.synchronizedSet(new HashSet<>());
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean broken;

    void turn() {
        turns.countDown();
    }

    /** Reads fail from now on. */
    void breaks() {
        broken = true;
    }

    /** Uses of bytes that were not in memory. */
    int blocked() {
        return blocked.get();
    }

    int reads() {
        return reads.get();
    }

    /** Names of the threads that read. */
    Set<String> readers() {
        return Set.copyOf(readers);
    }

    boolean resident(long position, int length) {
        for (long page = position / PAGE; page <= (position + length - 1) / PAGE; page++) {
            if (!pages.contains(page)) {
                return false;
            }
        }
        return true;
    }

    boolean readIn(long position, int length) {
        reads.incrementAndGet();
        readers.add(Thread.currentThread().getName());
        await();
        if (broken) {
            return false;
        }
        for (long page = position / PAGE; page <= (position + length - 1) / PAGE; page++) {
            pages.add(page);
        }
        return true;
    }

    /** Somebody is about to send bytes of these: one page at least must have been read in. */
    void touched(long from, long to) {
        for (long page = from / PAGE; page <= (to - 1) / PAGE; page++) {
            if (pages.contains(page)) {
                return;
            }
        }
        blocked.incrementAndGet();
        await();
    }

    private void await() {
        try {
            if (!turns.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The disk was never let answer");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
