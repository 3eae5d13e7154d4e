package dev.larder.cache.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes a store may take on disk, and what is taken. Thread-safe.
 *
 * <p>Others may fill the file system, or it may be smaller than the capacity. So what is taken must also be there, and
 * what was promised but is not written yet (a footer, a record on its way) counts as gone: a store that is alone on its
 * file system never meets its end, and one that is not keeps a reserve between itself and the end.
 */
final class Space {

    /** What the file system has left. */
    interface Left {
        long bytes() throws IOException;
    }

    private final long capacity;
    private final long reserve;
    private final Left left;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong promised = new AtomicLong();

    /** @param reserve bytes of the file system that are left to others, and to what it needs for itself */
    Space(long capacity, long reserve, Left left) {
        this.capacity = capacity;
        this.reserve = reserve;
        this.left = left;
    }

    /** False, taking nothing, if it does not fit. What is taken counts as promised until it is {@link #written}. */
    boolean take(long bytes) throws IOException {
        if (!takeOfCapacity(bytes)) {
            return false;
        }
        boolean fits = false;
        promised.addAndGet(bytes);
        try {
            fits = unpromised() >= 0;
        } finally {
            if (!fits) {
                cancel(bytes);
            }
        }
        return fits;
    }

    private boolean takeOfCapacity(long bytes) {
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

    /** Promises first: what is written in between then counts twice, never not at all. */
    private long unpromised() throws IOException {
        long owed = promised.get();
        return left.bytes() - reserve - owed;
    }

    /** So much of what was taken is in a file now, or never will be although it stays taken. */
    void written(long bytes) {
        promised.addAndGet(-bytes);
    }

    /** What was taken is not written. */
    void cancel(long bytes) {
        written(bytes);
        giveBack(bytes);
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

    /** What of the capacity could be taken now. Asks the file system. */
    long free() throws IOException {
        return Math.max(0, Math.min(capacity - used.get(), unpromised()));
    }
}
