package dev.larder.cache.fetch;

import org.jspecify.annotations.Nullable;

/** One fill's share of the {@link FillMemory}: asked for once, perhaps more urgently later. Thread-safe; holds no lock of the fill. */
final class FillGrant {

    private final FillMemory memory;
    private final int bytes;
    private FillMemory.Rank rank;
    private FillMemory.@Nullable Request request;

    /** @param bytes of the chunk */
    FillGrant(FillMemory memory, int bytes, FillMemory.Rank rank) {
        this.memory = memory;
        this.bytes = bytes;
        this.rank = rank;
    }

    /**
     * Asks for it.
     *
     * @param granted takes it, on whatever thread
     * @param resume runs after that, unless this call itself answers true
     * @return whether it was granted at once
     */
    boolean ask(Runnable granted, Runnable resume) {
        boolean[] now = {true, false};
        FillMemory.Request made = memory.acquire(bytes, rank(), () -> {
            granted.run();
            synchronized (now) {
                if (now[0]) {
                    now[1] = true;
                    return;
                }
            }
            resume.run();
        });
        synchronized (this) {
            request = made;
        }
        synchronized (now) {
            now[0] = false;
            return now[1];
        }
    }

    private synchronized FillMemory.Rank rank() {
        return rank;
    }

    /** Someone more urgent wants it too. */
    void raise(FillMemory.Rank as) {
        FillMemory.Request pending;
        synchronized (this) {
            if (as.compareTo(rank) < 0) {
                rank = as;
            }
            pending = request;
        }
        if (pending != null) {
            pending.raise(as);
        }
    }

    /** True if it was asked for and not granted, and never will be. */
    boolean withdraw() {
        FillMemory.Request pending;
        synchronized (this) {
            pending = request;
        }
        return pending != null && pending.withdraw();
    }

    void giveBack() {
        memory.release(bytes);
    }
}
