package dev.larder.cache.store;

import java.util.concurrent.atomic.AtomicLong;

/** What one owner has in the store. Thread-safe. */
record Tally(AtomicLong chunks, AtomicLong chunkBytes, AtomicLong usedBytes) {

    Tally() {
        this(new AtomicLong(), new AtomicLong(), new AtomicLong());
    }

    void add(int length) {
        chunks.incrementAndGet();
        chunkBytes.addAndGet(length);
    }

    void remove(int length) {
        chunks.decrementAndGet();
        chunkBytes.addAndGet(-length);
    }

    StoreUsage.Owner usage() {
        return new StoreUsage.Owner(chunks.get(), chunkBytes.get(), usedBytes.get());
    }
}
