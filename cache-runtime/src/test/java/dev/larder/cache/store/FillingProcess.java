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
 * A process that fills a store until it is killed. Where it goes on, and how far it got, is in a mapped file, which
 * outlives it: per owner, how many chunks are synced and how many were begun.
 */
final class FillingProcess {

    static final int OWNERS = 3;

    private FillingProcess() {}

    static StoreConfig config(Path directory) {
        return new StoreConfig(directory.resolve("store"), 1 << 30, 1 << 20, Duration.ofSeconds(1));
    }

    static TestChunk chunk(int owner, long n) {
        return TestChunk.of(owner * 1_000_000L + n);
    }

    /** Some chunks are removed again, a little after they were put. */
    static boolean removed(long n) {
        return n % 11 == 5;
    }

    /** The counters of all owners; {@code which}: 0 synced, 1 begun. */
    static long[] read(Path progress, int which) throws IOException {
        try (FileChannel file = FileChannel.open(progress, StandardOpenOption.READ)) {
            ByteBuffer all = ByteBuffer.allocate(OWNERS * 16);
            file.read(all, 0);
            long[] counters = new long[OWNERS];
            for (int owner = 0; owner < OWNERS; owner++) {
                counters[owner] = all.getLong(owner * 16 + which * 8);
            }
            return counters;
        }
    }

    public static void main(String[] args) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of(args[1]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer progress = file.map(FileChannel.MapMode.READ_WRITE, 0, OWNERS * 16);
            SegmentStore store = SegmentStore.open(config(Path.of(args[0])));
            List<Thread> threads = new ArrayList<>();
            for (int owner = 0; owner < OWNERS; owner++) {
                int self = owner;
                threads.add(Thread.ofPlatform().start(() -> fill(store, self, progress)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void fill(ChunkStore store, int owner, MappedByteBuffer progress) {
        for (long n = progress.getLong(owner * 16); ; n++) {
            progress.putLong(owner * 16 + 8, n + 1);
            PutOutcome outcome = chunk(owner, n).putInto(store, "owner " + owner);
            if (outcome instanceof PutOutcome.NoSpace || outcome instanceof PutOutcome.DiskFailed) {
                throw new IllegalStateException(outcome.toString());
            }
            if (removed(n - 3)) {
                store.remove(chunk(owner, n - 3).id());
            }
            if (n % 8 == 7) {
                store.sync("owner " + owner);
                progress.putLong(owner * 16, n + 1);
            }
        }
    }
}
