package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.Fuzz;
import dev.larder.cache.store.FaultyDisk.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails at random: reads and writes of any length, writes torn in the middle, EIO, ENOSPC, holes that cannot
 * be punched, while a store is filled, emptied and reopened. What is served is right at every step; what was put stays
 * until it is removed or the disk fails; and when the disk works again, no chunk that was stored is lost.
 */
class FaultRunTest {

    private static final List<String> OWNERS = List.of("a", "b");
    private static final Retention RETENTION =
            Retention.KEEP_ALL.with("cache", Retention.Keep.evictable(0).within(400_000));
    private static final List<Operation> FAULTS = List.of(
            Operation.WRITE, Operation.WRITE, Operation.READ, Operation.FORCE, Operation.PUNCH, Operation.RENAME);

    @TempDir
    Path directory;

    private long served;
    private long faults;
    private long full;
    private long failed;
    private long evicted;

    @Test
    void nothingWrongIsServedAndNothingIsLost() {
        java.util.logging.Logger quiet = java.util.logging.Logger.getLogger("dev.larder.cache.store");
        quiet.setLevel(java.util.logging.Level.OFF);
        try {
            Fuzz.run("disk faults", 60, this::run);
        } finally {
            quiet.setLevel(null);
        }
        assertThat(served).isPositive();
        assertThat(evicted).isPositive();
        System.getLogger(FaultRunTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} faults: {1} puts found no space, {2} a failed disk; {3} chunks compared",
                        faults,
                        full,
                        failed,
                        served);
    }

    private void run(SplittableRandom random) throws IOException {
        Path here = Files.createDirectories(directory.resolve(Long.toString(random.nextLong(Long.MAX_VALUE))));
        FaultyDisk disk = FaultyDisk.withoutSync();
        disk.longestTransfer(random.nextInt(3) == 0 ? 1 + random.nextInt(3_000) : 50_000);
        Set<Long> there = new HashSet<>();
        Set<Long> gone = new HashSet<>();
        try (SegmentStore store = SegmentStore.open(StoreCopy.config(here), disk, RETENTION)) {
            boolean space = random.nextBoolean();
            int rare = random.nextInt(20, 400);
            disk.fault(fault(random.split(), rare, space));
            for (long n = 0; n < 60; n++) {
                step(random, store, n, there, gone);
                evict(store, random);
            }
            disk.works();
            evicted += store.counters().chunksEvicted();
            checkAll(store, there, gone, store.usage().failure() != null);
        }
        disk.works();
        try (SegmentStore store = SegmentStore.open(StoreCopy.config(here), disk)) {
            checkAll(store, there, Set.of(), false);
        }
        delete(here);
    }

    private FaultyDisk.Fault fault(SplittableRandom random, int rare, boolean space) {
        return (operation, path, position) -> {
            synchronized (random) {
                if (!FAULTS.contains(operation) || random.nextInt(rare) > 0) {
                    return;
                }
                faults++;
            }
            throw new IOException(space ? "No space left on device" : "Input/output error");
        };
    }

    private void step(SplittableRandom random, SegmentStore store, long n, Set<Long> there, Set<Long> gone)
            throws IOException {
        String owner = OWNERS.get((int) (n % 2));
        switch (TestChunk.of(n).putInto(store, owner)) {
            case PutOutcome.Stored stored -> there.add(n);
            case PutOutcome.AlreadyHeld held -> there.add(n);
            case PutOutcome.NoSpace none -> full++;
            case PutOutcome.DiskFailed broken -> failed++;
        }
        long other = random.nextLong(n + 1);
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                // A mark that could not be written lets it come back at the next start; until then it is gone.
                store.remove(TestChunk.of(other).id());
                there.remove(other);
                gone.add(other);
            }
            case 2 -> store.sync(owner);
            case 3 -> {
                if (random.nextInt(4) == 0) {
                    store.drop(owner);
                    there.removeIf(each -> each % 2 == n % 2);
                }
            }
            default -> check(store, other);
        }
    }

    /** One more of those that make room for each other; what is there of them must be right. */
    private void evict(SegmentStore store, SplittableRandom random) throws IOException {
        long n = 1000 + random.nextLong(60);
        for (int i = 0; i < 4; i++) {
            check(store, n);
            check(store, 999);
        }
        switch (TestChunk.of(n).putInto(store, "cache")) {
            case PutOutcome.Stored stored -> check(store, n);
            case PutOutcome.AlreadyHeld held -> check(store, n);
            case PutOutcome.NoSpace none -> full++;
            case PutOutcome.DiskFailed broken -> failed++;
        }
    }

    /** True: it is there, and right. */
    private boolean check(SegmentStore store, long n) throws IOException {
        TestChunk chunk = TestChunk.of(n);
        try (StoredChunk stored = store.open(chunk.id())) {
            if (stored == null || !stored.verify()) {
                return false;
            }
            served++;
            assertThat(Arrays.equals(TestChunk.read(stored), chunk.bytes()))
                    .as("chunk %d", n)
                    .isTrue();
            return true;
        }
    }

    private void checkAll(SegmentStore store, Set<Long> there, Set<Long> gone, boolean broken) throws IOException {
        for (long n = 0; n < 60; n++) {
            boolean right = check(store, n);
            if (there.contains(n)) {
                assertThat(right || broken).as("chunk %d was put", n).isTrue();
            } else if (gone.contains(n)) {
                assertThat(right).as("chunk %d was removed", n).isFalse();
            }
        }
    }

    private static void delete(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
