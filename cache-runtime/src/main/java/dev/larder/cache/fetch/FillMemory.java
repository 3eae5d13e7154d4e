package dev.larder.cache.fetch;

import dev.larder.cache.pipe.Pipes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one budget for bytes of chunks that are arriving. Thread-safe.
 *
 * <p>Memory is taken for a whole chunk at once, and only when its first byte is about to be read from a source. Whoever
 * holds memory is therefore fed by someone who holds memory for the same chunk, or by a disk, or by the origin: two
 * nodes that fill from each other cannot wait for each other's memory. Taking less than a chunk, or taking it before
 * asking the source, would lose that.
 */
public final class FillMemory implements AutoCloseable {

    /** Who goes first when the budget is short. */
    enum Rank {
        FOREGROUND,
        PEER,
        WARM_UP
    }

    /** A wish for memory. */
    final class Request {
        private final int bytes;
        private final Runnable granted;
        private Rank rank;

        private Request(int bytes, Rank rank, Runnable granted) {
            this.bytes = bytes;
            this.rank = rank;
            this.granted = granted;
        }

        /** Someone more urgent wants it too. */
        void raise(Rank to) {
            List<Request> ready;
            synchronized (FillMemory.this) {
                if (to.compareTo(rank) >= 0 || !waiting.get(rank.ordinal()).remove(this)) {
                    return;
                }
                rank = to;
                waiting.get(to.ordinal()).add(this);
                ready = grantable();
            }
            ready.forEach(request -> request.granted.run());
        }

        /** True if it had not been granted and never will be. */
        boolean withdraw() {
            synchronized (FillMemory.this) {
                return waiting.get(rank.ordinal()).remove(this);
            }
        }
    }

    /** Stays reserved when nothing arrives, if it is less than half of the budget. */
    private static final long MOST_IDLE = 256 << 20;

    private final long budget;
    /** Whole ones. */
    private final FillBlocks blocks;
    /** Of chunks' last blocks, and of short chunks. */
    private final PooledByteBufAllocator shorter;

    private final @Nullable Pipes pipes;

    private final List<ArrayDeque<Request>> waiting =
            List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
    private LongConsumer reclaimer = wanted -> {};
    private long used;
    private long peak;

    /** As below, without pipes. */
    public FillMemory(long budget) {
        this(budget, null);
    }

    /**
     * @param budget bytes; one chunk is granted even if it alone is larger
     * @param pipes in which bytes may be too; null where there are none
     */
    public FillMemory(long budget, @Nullable Pipes pipes) {
        if (budget <= 0) {
            throw new IllegalArgumentException("fill memory must be positive, not " + budget);
        }
        this.budget = budget;
        this.pipes = pipes;
        this.blocks = new FillBlocks(ChunkFill.BLOCK, (int) (Math.min(MOST_IDLE, budget / 2) / ChunkFill.BLOCK));
        // Arena chunks of 1 MiB (8 KiB << 7), no thread caches: blocks are taken on one thread and given back on
        // another.
        this.shorter = new PooledByteBufAllocator(true, 0, 2, 8192, 7, 0, 0, false);
    }

    /** What to ask for memory that is kept only in case it is read again. */
    void reclaimWith(LongConsumer idle) {
        reclaimer = idle;
    }

    /** Runs {@code granted} once {@code bytes} are the caller's, on this thread at once if they are free. */
    Request acquire(int bytes, Rank rank, Runnable granted) {
        Request request = new Request(bytes, rank, granted);
        List<Request> ready;
        long missing;
        synchronized (this) {
            waiting.get(rank.ordinal()).add(request);
            ready = grantable();
            missing = ready.contains(request) ? 0 : bytes;
        }
        ready.forEach(r -> r.granted.run());
        if (missing > 0) {
            // Outside the lock: giving up idle fills comes back through release().
            reclaimer.accept(missing);
        }
        return request;
    }

    void release(int bytes) {
        List<Request> ready;
        synchronized (this) {
            used -= bytes;
            ready = grantable();
        }
        ready.forEach(request -> request.granted.run());
    }

    ByteBuf allocate(int bytes) {
        return bytes == ChunkFill.BLOCK ? blocks.take() : shorter.directBuffer(bytes, bytes);
    }

    @Nullable
    Pipes pipes() {
        return pipes;
    }

    /** Bytes of chunks held now. */
    public synchronized long used() {
        return used;
    }

    /** The most ever held at once, bytes. */
    public synchronized long peak() {
        return peak;
    }

    public long budget() {
        return budget;
    }

    /** Direct memory taken from the system, bytes. */
    public long reserved() {
        return blocks.reserved() + shorter.metric().usedDirectMemory();
    }

    private List<Request> grantable() {
        List<Request> ready = new ArrayList<>(1);
        for (Rank rank : Rank.values()) {
            ArrayDeque<Request> queue = waiting.get(rank.ordinal());
            while (!queue.isEmpty() && fits(queue.getFirst())) {
                Request request = queue.removeFirst();
                used += request.bytes;
                peak = Math.max(peak, used);
                ready.add(request);
            }
            if (!queue.isEmpty()) {
                break;
            }
        }
        return ready;
    }

    private boolean fits(Request request) {
        // Warm-up leaves a quarter, so that a client never waits behind a full pipeline of it.
        long limit = request.rank == Rank.WARM_UP ? budget - budget / 4 : budget;
        return used == 0 || used + request.bytes <= limit;
    }

    @Override
    public void close() {
        blocks.close();
    }
}
