package dev.larder.cache.store;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Holes that cannot be punched yet: tried again after 2 s, and then each time after twice as long, for 17 minutes in all. Clients
 * that take nothing are cut off after minutes, and their sockets forgotten some minutes later. What is not punched by then, or
 * is one too many, stays where it is until its segment goes; its space stays counted. Thread-safe.
 */
final class LaterHoles {

    /** Each keeps its segment's object in memory, some hundreds of bytes. */
    static final int MOST = 10_000;

    static final int ATTEMPTS = 9;
    private static final long FIRST_SECONDS = 2;

    private final Clockwork clockwork;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Runs work once that many seconds have passed, unless the store is closed before. */
    interface Clockwork {
        void after(long seconds, Runnable work);
    }

    LaterHoles(Clockwork clockwork) {
        this.clockwork = clockwork;
    }

    /** @param over tries, and answers whether nothing is left to be done */
    void add(BooleanSupplier over) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            return;
        }
        next(over, 0);
    }

    int waiting() {
        return waiting.get();
    }

    private void next(BooleanSupplier over, int attempt) {
        if (attempt == ATTEMPTS) {
            waiting.decrementAndGet();
            return;
        }
        clockwork.after(FIRST_SECONDS << attempt, () -> {
            if (over.getAsBoolean()) {
                waiting.decrementAndGet();
            } else {
                next(over, attempt + 1);
            }
        });
    }
}
