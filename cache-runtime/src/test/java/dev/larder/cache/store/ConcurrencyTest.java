package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers, putters, removals, drops, syncs and a scrub at once: nobody ever sees a wrong byte, and no space is lost. */
class ConcurrencyTest {

    private static final int CHUNKS = 150;
    private static final int STEPS = 500;

    @TempDir
    Path directory;

    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong putsLeft = new AtomicLong(2 * STEPS);

    @Test
    void everybodyAtOnce() throws Exception {
        StoreConfig config = new StoreConfig(directory, 4 << 20, 128 << 10, Duration.ofMillis(20));
        List<TestChunk> chunks = new ArrayList<>();
        for (long n = 0; n < CHUNKS; n++) {
            chunks.add(TestChunk.of(n));
        }
        List<byte[]> bytes = chunks.stream().map(TestChunk::bytes).toList();
        try (SegmentStore store = SegmentStore.open(config, FaultyDisk.withoutSync())) {
            List<Callable<Void>> everybody = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                long seed = i;
                everybody.add(steps(
                        random -> {
                            TestChunk chunk = chunks.get(random.nextInt(CHUNKS));
                            PutOutcome outcome = chunk.putInto(store, "owner " + random.nextInt(3));
                            assertThat(outcome).isNotInstanceOf(PutOutcome.DiskFailed.class);
                            putsLeft.decrementAndGet();
                        },
                        seed));
                everybody.add(untilPut(random -> read(store, chunks, bytes, random), seed + 10));
                everybody.add(untilPut(random -> read(store, chunks, bytes, random), seed + 20));
            }
            everybody.add(untilPut(
                    random -> store.remove(chunks.get(random.nextInt(CHUNKS)).id()), 30));
            everybody.add(untilPut(
                    random -> {
                        if (random.nextInt(500) == 0) {
                            store.drop("owner " + random.nextInt(3));
                        } else {
                            store.sync("owner " + random.nextInt(3));
                        }
                        StoreUsage usage = store.usage();
                        assertThat(usage.usedBytes()).isBetween(0L, usage.capacityBytes());
                    },
                    40));
            everybody.add(untilPut(
                    random -> assertThat(store.scrub(1 << 30).corrupt()).isZero(), 50));
            try (ExecutorService threads = Executors.newCachedThreadPool()) {
                for (Future<Void> done : threads.invokeAll(everybody, 50, TimeUnit.SECONDS)) {
                    done.get();
                }
            }
            assertThat(hits.get()).isGreaterThan(STEPS);
            assertThat(store.counters().chunksCorrupt()).isZero();
            long held = chunks.stream().filter(chunk -> store.holds(chunk.id())).count();
            long counted = store.usage().owners().values().stream()
                    .mapToLong(StoreUsage.Owner::chunks)
                    .sum();
            assertThat(counted).isEqualTo(held);
            for (int owner = 0; owner < 3; owner++) {
                store.drop("owner " + owner);
            }
            assertThat(store.usage().usedBytes()).as("after the last drop").isZero();
            assertThat(StoreCopy.segments(directory)).isEmpty();
        }
    }

    private interface Step {
        void run(SplittableRandom random) throws IOException;
    }

    private static Callable<Void> steps(Step step, long seed) {
        return () -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < STEPS; i++) {
                step.run(random);
            }
            return null;
        };
    }

    private Callable<Void> untilPut(Step step, long seed) {
        return () -> {
            SplittableRandom random = new SplittableRandom(seed);
            while (putsLeft.get() > 0) {
                step.run(random);
            }
            return null;
        };
    }

    private void read(SegmentStore store, List<TestChunk> chunks, List<byte[]> bytes, SplittableRandom random)
            throws IOException {
        int n = random.nextInt(CHUNKS);
        try (StoredChunk stored = store.open(chunks.get(n).id())) {
            if (stored != null) {
                hits.incrementAndGet();
                LockSupport.parkNanos(10_000);
                assertThat(TestChunk.read(stored)).isEqualTo(bytes.get(n));
            }
        }
    }
}
