package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.store.FaultyDisk.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is smaller than the capacity, or that others fill: its end is never met. */
class SmallDiskTest {

    private static final long DISK = 6 << 20;
    private static final int SEGMENT = 256 << 10;
    private static final StoreUsage.Owner NOTHING = new StoreUsage.Owner(0, 0, 0);

    @TempDir
    Path directory;

    private final FaultyDisk disk = FaultyDisk.withoutSync();
    private final AtomicLong others = new AtomicLong();
    private final AtomicLong most = new AtomicLong();

    @BeforeEach
    void measure() {
        disk.left(() -> Math.max(0, DISK - others.get() - fileBytes()));
        disk.fault((operation, path, position) -> most.accumulateAndGet(fileBytes(), Math::max));
    }

    private SegmentStore open() throws IOException {
        return SegmentStore.open(new StoreConfig(directory, 1L << 40, SEGMENT, Duration.ofMillis(50)), disk);
    }

    @Test
    void itIsFilledUpToTheReserveAndNeverFurther() throws IOException {
        Set<Long> stored = new ConcurrentSkipListSet<>();
        try (SegmentStore store = open()) {
            fillWithFourOwners(store, 0, stored);
            assertThat(fileBytes()).isGreaterThan(DISK - SEGMENT - 4 * 3 * Layout.PAGED_FROM);
            store.drop("owner 1");
            stored.removeIf(n -> n % 4 == 1);
            fillWithFourOwners(store, 1000, stored);
            assertThat(store.usage().failure()).isNull();
        }
        assertThat(Math.max(most.get(), fileBytes())).as("with all footers").isLessThanOrEqualTo(DISK - SEGMENT);
        try (SegmentStore store = open()) {
            assertThat(store.counters().chunksRecovered()).isEqualTo(stored.size());
            for (long n : stored) {
                assertThat(isRight(store, n)).as("chunk %d", n).isTrue();
            }
        }
    }

    /** Each until three of its chunks in a row found no space. */
    private static void fillWithFourOwners(SegmentStore store, long from, Set<Long> stored) {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (long owner = 0; owner < 4; owner++) {
            long first = from + owner;
            threads.add(CompletableFuture.runAsync(() -> {
                int refused = 0;
                for (long n = first; n < from + 1000 && refused < 3; n += 4) {
                    PutOutcome outcome = TestChunk.of(n).putInto(store, "owner " + n % 4);
                    if (outcome instanceof PutOutcome.Stored) {
                        stored.add(n);
                        refused = 0;
                    } else {
                        assertThat(outcome).isInstanceOf(PutOutcome.NoSpace.class);
                        refused++;
                    }
                }
                assertThat(refused).isEqualTo(3);
            }));
        }
        threads.forEach(CompletableFuture::join);
    }

    @Test
    void othersMayTakeTheSpaceAndGiveItBack() throws IOException {
        try (SegmentStore store = open()) {
            assertThat(TestChunk.of(1).putInto(store, "a")).isEqualTo(new PutOutcome.Stored());
            others.set(DISK);
            assertThat(TestChunk.of(2).putInto(store, "a"))
                    .isInstanceOfSatisfying(
                            PutOutcome.NoSpace.class,
                            none -> assertThat(none.freeBytes()).isZero());
            assertThat(isRight(store, 1)).isTrue();
            assertThat(store.usage().failure()).isNull();
            others.set(0);
            assertThat(TestChunk.of(2).putInto(store, "a")).isEqualTo(new PutOutcome.Stored());
        }
    }

    /** Whatever became of what was promised: sealed, dropped, broken off, or stored by another first. */
    @Test
    void nothingStaysPromisedForEver() throws IOException {
        try (SegmentStore store = open()) {
            for (long n = 0; n < 120; n++) {
                TestChunk.of(n).putInto(store, "owner " + n % 3);
                TestChunk.of(n).putInto(store, "again");
            }
            int[] after = {0};
            for (long n = 200; n < 220; n++) {
                int writes = (int) n % 4;
                after[0] = writes;
                disk.fault((operation, path, position) -> {
                    if (operation == Operation.WRITE && after[0]-- <= 0) {
                        throw new IOException("No space left on device");
                    }
                });
                TestChunk.of(n).putInto(store, "owner " + n % 5);
            }
            measure();
            for (String owner : store.usage().owners().keySet()) {
                store.drop(owner);
            }
            assertThat(store.usage().usedBytes()).isZero();
            others.set(DISK - SEGMENT - 1000);
            TestChunk chunk = new TestChunk(999, 2000);
            long needed = Layout.charge(Layout.SEGMENT_HEADER, chunk.length()) + Layout.SEGMENT_CHARGE;
            assertThat(chunk.putInto(store, "a")).isEqualTo(new PutOutcome.NoSpace(1000, needed, false));
            others.set(DISK - SEGMENT - needed);
            assertThat(chunk.putInto(store, "a")).isEqualTo(new PutOutcome.Stored());
            assertThat(store.usage().owners().getOrDefault("owner 0", NOTHING)).isEqualTo(NOTHING);
        }
    }

    private long fileBytes() {
        long bytes = 0;
        try {
            for (Path file : StoreCopy.segments(directory)) {
                bytes += size(file);
            }
        } catch (NoSuchFileException notBegun) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException deletedMeanwhile) {
            return 0;
        }
    }

    private static boolean isRight(SegmentStore store, long n) throws IOException {
        TestChunk chunk = TestChunk.of(n);
        try (StoredChunk stored = store.open(chunk.id())) {
            return stored != null && stored.verify() && java.util.Arrays.equals(TestChunk.read(stored), chunk.bytes());
        }
    }
}
