package dev.larder.cache.store;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes a store may take on disk, and what is taken. Thread-safe. */
final class Space {

    private final long capacity;
    private final AtomicLong used = new AtomicLong();

    Space(long capacity) {
        this.capacity = capacity;
    }

    /** False, taking nothing, if it does not fit. */
    boolean take(long bytes) {
        long before = used.get();
        while (bytes <= capacity - before) {
            long seen = used.compareAndExchange(before, before + bytes);
            if (seen == before) {
                return true;
            }
            before = seen;
        }
        return false;
    }

    /** Counts what is on disk already, even if it is more than the capacity. */
    void found(long bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long capacity() {
        return capacity;
    }

    long used() {
        return used.get();
    }

    long free() {
        return Math.max(0, capacity - used.get());
    }
}
