package dev.larder.cache.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the origin that a node makes at the same time. Who is waited for goes first, and of four slots warm-up leaves
 * one, so that a reader does not wait until a whole extent of it has come. Who waits is bounded by the fetches of a node.
 * Thread-safe.
 */
final class OriginSlots {

    private static final int LEFT_ONE_IN = 4;

    /** How soon it is noticed that somebody began to wait for what warm-up asked for. */
    private static final long LOOK_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> waiting = new ArrayList<>();
    private final int leftByWarmUp;
    private int free;

    private record Waiter(BooleanSupplier urgent, Condition changed) {}

    OriginSlots(int slots) {
        free = slots;
        leftByWarmUp = slots / LEFT_ONE_IN;
    }

    /** @param urgent whether somebody waits for it; may change */
    void acquire(BooleanSupplier urgent) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiter self = new Waiter(urgent, lock.newCondition());
            waiting.add(self);
            try {
                while (next() != self) {
                    var _ = self.changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                }
                free--;
            } finally {
                waiting.remove(self);
                wakeNext();
            }
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            free++;
            wakeNext();
        } finally {
            lock.unlock();
        }
    }

    /** Fetches that wait for a slot. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void wakeNext() {
        Waiter next = next();
        if (next != null) {
            next.changed.signal();
        }
    }

    /** Who gets a slot now: the first that somebody waits for, else the first if warm-up may take one; null: nobody. */
    private @Nullable Waiter next() {
        if (free == 0) {
            return null;
        }
        for (Waiter each : waiting) {
            if (each.urgent.getAsBoolean()) {
                return each;
            }
        }
        return free > leftByWarmUp && !waiting.isEmpty() ? waiting.getFirst() : null;
    }
}
