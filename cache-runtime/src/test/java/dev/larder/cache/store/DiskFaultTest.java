package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.store.FaultyDisk.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskFaultTest {

    private static final String FULL = "No space left on device";
    private static final String BROKEN = "Input/output error";

    @TempDir
    Path directory;

    private final FaultyDisk disk = FaultyDisk.withoutSync();

    private SegmentStore open() throws IOException {
        return SegmentStore.open(StoreCopy.config(directory), disk);
    }

    @Test
    void shortReadsAndWritesAreCompleted() throws IOException {
        disk.longestTransfer(1000);
        try (SegmentStore store = open()) {
            for (long n = 0; n < 50; n++) {
                assertThat(TestChunk.of(n).putInto(store, "owner")).isEqualTo(new PutOutcome.Stored());
            }
            store.remove(TestChunk.of(3).id());
        }
        try (SegmentStore store = open()) {
            for (long n = 0; n < 50; n++) {
                assertThat(isRight(store, TestChunk.of(n))).isEqualTo(n != 3);
            }
        }
    }

    @Test
    void aFullFileSystemIsAnAnswerAndLeavesNothingBehind() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Set<Long> stored = new HashSet<>();
        try (SegmentStore store = open()) {
            disk.longestTransfer(20_000);
            for (long n = 0; n < 400; n++) {
                int after = random.nextInt(8);
                int[] left = {after};
                disk.fault((operation, path, position) -> {
                    if (operation == Operation.WRITE && left[0]-- <= 0) {
                        throw new IOException(FULL);
                    }
                });
                long used = store.usage().usedBytes();
                PutOutcome outcome = TestChunk.of(n).putInto(store, "owner");
                if (outcome instanceof PutOutcome.Stored) {
                    stored.add(n);
                } else {
                    assertThat(outcome).isInstanceOf(PutOutcome.NoSpace.class);
                    assertThat(store.holds(TestChunk.of(n).id())).isFalse();
                    assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(used + Layout.SEGMENT_CHARGE);
                    assertThat(fileBytes())
                            .as("what was written was taken back")
                            .isLessThanOrEqualTo(used);
                }
                disk.works();
            }
            assertThat(stored).hasSizeBetween(100, 399);
            for (long n = 0; n < 400; n++) {
                assertThat(isRight(store, TestChunk.of(n))).isEqualTo(stored.contains(n));
            }
            assertThat(store.usage().failure()).isNull();
        }
        try (SegmentStore store = open()) {
            for (long n = 0; n < 400; n++) {
                assertThat(isRight(store, TestChunk.of(n))).as("chunk %d", n).isEqualTo(stored.contains(n));
            }
        }
    }

    @Test
    void draftsOfAFullFileSystemAreNotLeftOpenOrInTheWay() throws IOException {
        try (SegmentStore store = open()) {
            for (Operation refused : new Operation[] {Operation.OPEN, Operation.WRITE, Operation.RENAME}) {
                disk.fault((operation, path, position) -> {
                    if (operation == refused) {
                        throw new IOException(FULL);
                    }
                });
                assertThat(TestChunk.of(1).putInto(store, "owner")).isInstanceOf(PutOutcome.NoSpace.class);
                assertThat(store.usage().usedBytes()).isZero();
            }
            disk.works();
            assertThat(TestChunk.of(1).putInto(store, "owner")).isEqualTo(new PutOutcome.Stored());
            assertThat(StoreCopy.segments(directory)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "FORCE", "SYNC_DIRECTORY", "OPEN", "RENAME"})
    void aBrokenDiskMakesEverythingAMiss(Operation broken) throws IOException {
        try (SegmentStore store = open()) {
            TestChunk.of(1).putInto(store, "owner");
            try (StoredChunk pinned = ChunkStoreContract.opened(store, TestChunk.of(1))) {
                disk.fault((operation, path, position) -> {
                    if (operation == broken) {
                        throw new IOException(BROKEN);
                    }
                });
                PutOutcome first = TestChunk.of(2).putInto(store, "other");
                store.sync("owner");
                assertThat(store.usage().failure()).contains(BROKEN);
                if (broken == Operation.FORCE || broken == Operation.SYNC_DIRECTORY) {
                    assertThat(first).isEqualTo(new PutOutcome.Stored());
                } else {
                    assertThat(first)
                            .isInstanceOfSatisfying(
                                    PutOutcome.DiskFailed.class,
                                    failed -> assertThat(failed.message()).contains(BROKEN));
                }
                disk.works();
                assertThat(store.open(TestChunk.of(1).id())).isNull();
                assertThat(store.holds(TestChunk.of(1).id())).isFalse();
                assertThat(TestChunk.of(3).putInto(store, "owner")).isInstanceOf(PutOutcome.DiskFailed.class);
                store.remove(TestChunk.of(1).id());
                store.drop("owner");
                store.sync("owner");
                assertThat(TestChunk.read(pinned)).isEqualTo(TestChunk.of(1).bytes());
            }
        }
        try (SegmentStore store = open()) {
            assertThat(store.usage().failure()).isNull();
            assertThat(isRight(store, TestChunk.of(1))).isTrue();
        }
    }

    @Test
    void oneBadSpotCostsItsChunkAndManyTheDisk() throws IOException {
        try (SegmentStore store = open()) {
            for (long n = 0; n < 100; n++) {
                new TestChunk(n, 3000).putInto(store, "owner");
            }
        }
        try (SegmentStore store = open()) {
            disk.fault((operation, path, position) -> {
                if (operation == Operation.READ) {
                    throw new IOException(BROKEN);
                }
            });
            assertThat(isRight(store, new TestChunk(5, 3000))).isFalse();
            assertThat(store.holds(new TestChunk(5, 3000).id())).isFalse();
            assertThat(store.holds(new TestChunk(6, 3000).id())).isTrue();
            assertThat(store.usage().failure()).isNull();
            assertThat(store.counters().chunksCorrupt()).isEqualTo(1);
            assertThat(store.counters().readErrors()).isBetween(1L, 2L);
            for (long n = 6; n < 100; n++) {
                isRight(store, new TestChunk(n, 3000));
            }
            assertThat(store.usage().failure()).contains("Too many read errors");
            disk.works();
        }
        try (SegmentStore store = open()) {
            assertThat(isRight(store, new TestChunk(99, 3000))).isTrue();
        }
    }

    @Test
    void unreadablePagesOfAnUnsealedSegmentCostOnlyWhatIsOnThem() throws IOException {
        Path copy = directory.resolve("copy");
        try (SegmentStore store = open()) {
            for (long n = 0; n < 60; n++) {
                new TestChunk(n, 3000).putInto(store, "owner");
            }
            StoreCopy.copy(directory, copy);
        }
        long bad = 81_920;
        disk.fault((operation, path, position) -> {
            // A read that begins before the bad page and reaches it is cut short by the longest transfer.
            if (operation == Operation.READ && position >= bad && position < bad + Layout.PAGE) {
                throw new IOException(BROKEN);
            }
        });
        disk.longestTransfer(64);
        try (SegmentStore store = SegmentStore.open(StoreCopy.config(copy), disk)) {
            disk.works();
            long right = 0;
            for (long n = 0; n < 60; n++) {
                right += isRight(store, new TestChunk(n, 3000)) ? 1 : 0;
            }
            assertThat(right).isBetween(56L, 59L);
        }
    }

    private long fileBytes() throws IOException {
        long bytes = 0;
        for (Path segment : StoreCopy.segments(directory)) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private static boolean isRight(ChunkStore store, TestChunk chunk) throws IOException {
        try (StoredChunk stored = store.open(chunk.id())) {
            if (stored == null || !stored.verify()) {
                return false;
            }
            assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
            return true;
        }
    }
}
