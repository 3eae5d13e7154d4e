package dev.larder.cache.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Flushes one thing: one flush at a time, and whoever waits for it shares the next. Thread-safe. */
final class GroupFlush {

    interface Flush {
        void run() throws IOException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong changes = new AtomicLong();
    private volatile long flushed;

    /** To be called after a change and before anyone is told of it. */
    void changed() {
        changes.incrementAndGet();
    }

    boolean dirty() {
        return flushed < changes.get();
    }

    /** Returns when all changes before the call are flushed. */
    void flush(Flush flush) throws IOException {
        long wanted = changes.get();
        lock.lock();
        try {
            if (flushed < wanted) {
                long covered = changes.get();
                flush.run();
                flushed = covered;
            }
        } finally {
            lock.unlock();
        }
    }
}
