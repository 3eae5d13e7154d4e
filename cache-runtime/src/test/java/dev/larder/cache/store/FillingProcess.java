package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that fills a store until it is killed: puts, which seal segments; removals, which punch holes and delete
 * empty segments; chunks that make room for others; chunks of a pool that a pinned owner takes over; and now and then all
 * that an owner has is dropped. Where it goes on, and how far it got, is in a mapped file, which outlives it.
 */
final class FillingProcess {

    static final int OWNERS = 3;

    /** The owner whose chunks make room for each other all the time. */
    static final int CACHE = OWNERS;

    /** The pinned owner that takes its chunks over from the cache. */
    static final int ADOPTER = CACHE + 1;

    private static final long CACHE_BYTES = 400_000;

    /** How far one owner got; the numbers of chunks only grow. */
    enum Count {
        /** Chunks below were synced. */
        SYNCED,
        /** Chunks below may be there. */
        BEGUN,
        /** All chunks below are being dropped, or were. */
        DROPPING,
        /** All chunks below were dropped. */
        DROPPED,
        /** The ordinal of the {@link Doing} that is under way. */
        DOING,
        /** Chunks given up so far by the process that runs. */
        EVICTED;

        private static final int BYTES = 8 * values().length;

        private int at(int owner) {
            return owner * BYTES + ordinal() * 8;
        }
    }

    enum Doing {
        PUT,
        REMOVE,
        SYNC,
        DROP,
        /** Puts and gives up others for it. */
        EVICT,
        /** Takes over what another holds. */
        ADOPT
    }

    private static final int DROP_EVERY = 120;
    private static final int SYNC_EVERY = 8;

    private FillingProcess() {}

    static StoreConfig config(Path directory) {
        return new StoreConfig(directory.resolve("store"), 1 << 30, 1 << 20, Duration.ofSeconds(1));
    }

    static TestChunk chunk(int owner, long n) {
        return TestChunk.of(owner * 1_000_000L + n);
    }

    /** Some chunks are removed again, a little after they were put. */
    static boolean removed(long n) {
        return n % 4 == 1;
    }

    /** Of those, the ones of which nothing may be left, since they are not put again either. */
    static boolean goneForGood(long n, long synced) {
        return removed(n) && n + 3 < synced;
    }

    static int progressBytes() {
        return (ADOPTER + 1) * Count.BYTES;
    }

    static long[] read(Path progress, Count which) throws IOException {
        try (FileChannel file = FileChannel.open(progress, StandardOpenOption.READ)) {
            ByteBuffer all = ByteBuffer.allocate(progressBytes());
            file.read(all, 0);
            long[] counters = new long[ADOPTER + 1];
            for (int owner = 0; owner <= ADOPTER; owner++) {
                counters[owner] = all.getLong(which.at(owner));
            }
            return counters;
        }
    }

    public static void main(String[] args) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of(args[1]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer progress = file.map(FileChannel.MapMode.READ_WRITE, 0, progressBytes());
            SegmentStore store = SegmentStore.open(
                    config(Path.of(args[0])),
                    new LocalDisk(),
                    Retention.KEEP_ALL.with(
                            name(CACHE), Retention.Keep.evictable(0).within(CACHE_BYTES)));
            List<Thread> threads = new ArrayList<>();
            for (int owner = 0; owner < OWNERS; owner++) {
                int self = owner;
                threads.add(Thread.ofPlatform().start(() -> fill(store, self, progress)));
            }
            threads.add(Thread.ofPlatform().start(() -> evict(store, progress)));
            threads.add(Thread.ofPlatform().start(() -> adopt(store, progress)));
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void fill(ChunkStore store, int owner, MappedByteBuffer progress) {
        long next = progress.getLong(Count.SYNCED.at(owner));
        if (progress.getLong(Count.DROPPED.at(owner)) < progress.getLong(Count.DROPPING.at(owner))) {
            drop(store, owner, next, progress);
        }
        for (long n = next; ; n++) {
            // What the process before had not synced is begun anew, and may be there all the same.
            progress.putLong(Count.BEGUN.at(owner), Math.max(progress.getLong(Count.BEGUN.at(owner)), n + 1));
            doing(progress, owner, Doing.PUT);
            PutOutcome outcome = chunk(owner, n).putInto(store, name(owner));
            requireStored(outcome);
            if (removed(n - 3)) {
                doing(progress, owner, Doing.REMOVE);
                store.remove(chunk(owner, n - 3).id());
            }
            syncOrDrop(store, owner, n, progress);
        }
    }

    private static void requireStored(PutOutcome outcome) {
        if (outcome instanceof PutOutcome.NoSpace || outcome instanceof PutOutcome.DiskFailed) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    /** What is due after chunk {@code n}. */
    private static void syncOrDrop(ChunkStore store, int owner, long n, MappedByteBuffer progress) {
        if (n % SYNC_EVERY == SYNC_EVERY - 1) {
            doing(progress, owner, Doing.SYNC);
            store.sync(name(owner));
            progress.putLong(Count.SYNCED.at(owner), n + 1);
        }
        if (n % DROP_EVERY == DROP_EVERY - 1) {
            drop(store, owner, n + 1, progress);
        }
    }

    private static void evict(SegmentStore store, MappedByteBuffer progress) {
        doing(progress, CACHE, Doing.EVICT);
        for (long n = progress.getLong(Count.BEGUN.at(CACHE)); ; n++) {
            progress.putLong(Count.BEGUN.at(CACHE), n + 1);
            putWanted(store, chunk(CACHE, n));
            progress.putLong(Count.EVICTED.at(CACHE), store.counters().chunksEvicted());
        }
    }

    /** Wanted by more than what is there, so that it is let in. */
    private static void putWanted(SegmentStore store, TestChunk chunk) {
        for (int i = 0; i < 4; i++) {
            read(store, chunk);
            // What is read again soon counts as one read.
            for (long other = 1; other <= 130; other++) {
                read(store, chunk(CACHE, -other));
            }
        }
        PutOutcome outcome = chunk.putInto(store, name(CACHE));
        if (outcome instanceof PutOutcome.DiskFailed) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    /** What the cache holds, and would give up, becomes a pinned owner's. */
    private static void adopt(SegmentStore store, MappedByteBuffer progress) {
        long next = progress.getLong(Count.SYNCED.at(ADOPTER));
        if (progress.getLong(Count.DROPPED.at(ADOPTER)) < progress.getLong(Count.DROPPING.at(ADOPTER))) {
            drop(store, ADOPTER, next, progress);
        }
        for (long n = next; ; n++) {
            TestChunk chunk = chunk(ADOPTER, n);
            progress.putLong(Count.BEGUN.at(ADOPTER), Math.max(progress.getLong(Count.BEGUN.at(ADOPTER)), n + 1));
            PutOutcome outcome = null;
            while (outcome == null) {
                doing(progress, ADOPTER, Doing.EVICT);
                putWanted(store, chunk);
                doing(progress, ADOPTER, Doing.ADOPT);
                outcome = store.adopt(name(ADOPTER), chunk.id());
            }
            requireStored(outcome);
            syncOrDrop(store, ADOPTER, n, progress);
        }
    }

    private static void read(ChunkStore store, TestChunk chunk) {
        StoredChunk stored = store.open(chunk.id());
        if (stored != null) {
            stored.close();
        }
    }

    private static void drop(ChunkStore store, int owner, long below, MappedByteBuffer progress) {
        doing(progress, owner, Doing.DROP);
        progress.putLong(Count.DROPPING.at(owner), below);
        store.drop(name(owner));
        progress.putLong(Count.DROPPED.at(owner), below);
    }

    private static void doing(MappedByteBuffer progress, int owner, Doing what) {
        progress.putLong(Count.DOING.at(owner), what.ordinal());
    }

    private static String name(int owner) {
        return "owner " + owner;
    }
}
