package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentStoreTest extends ChunkStoreContract {

    @TempDir
    Path directory;

    private final List<SegmentStore> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(SegmentStore::close);
    }

    @Override
    SegmentStore store(long capacityBytes) throws IOException {
        SegmentStore store = SegmentStore.open(config(capacityBytes));
        opened.add(store);
        return store;
    }

    private StoreConfig config(long capacityBytes) {
        return new StoreConfig(directory, capacityBytes, 1 << 20, Duration.ofSeconds(1));
    }

    @Test
    void reopenedStoreHasEverythingAndVerifiesItOnce() throws IOException {
        SegmentStore store = store(64 << 20);
        for (long n = 0; n < 300; n++) {
            TestChunk.of(n).putInto(store, n % 3 == 0 ? OTHER : OWNER);
        }
        for (long n = 7; n < 300; n += 10) {
            store.remove(TestChunk.of(n).id());
        }
        StoreUsage before = store.usage();
        store.close();
        SegmentStore again = store(64 << 20);
        assertThat(used(again, OWNER).chunks()).isEqualTo(180);
        assertThat(again.usage().usedBytes()).isLessThanOrEqualTo(before.usedBytes());
        assertThat(again.usage().usedBytes()).isGreaterThanOrEqualTo(bytesOnDisk());
        assertThat(again.counters().chunksRecovered()).isEqualTo(270);
        for (long n = 0; n < 300; n++) {
            TestChunk chunk = TestChunk.of(n);
            if (n % 10 == 7) {
                assertThat(again.open(chunk.id())).isNull();
                continue;
            }
            try (StoredChunk stored = opened(again, chunk)) {
                assertThat(stored.verified()).isFalse();
                assertThat(stored.verify()).isTrue();
                assertThat(stored.verified()).isTrue();
                assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
            }
            try (StoredChunk stored = opened(again, chunk)) {
                assertThat(stored.verified()).isTrue();
            }
        }
        assertThat(again.counters().chunksVerified()).isEqualTo(270);
        assertThat(TestChunk.of(1).putInto(again, OWNER)).isEqualTo(new PutOutcome.AlreadyHeld());
        assertThat(TestChunk.of(1000).putInto(again, OWNER)).isEqualTo(new PutOutcome.Stored());
    }

    @Test
    void filesTakeNoMoreThanTheUsageSays() throws IOException {
        SegmentStore store = store(6 << 20);
        for (long n = 0; n < 2000; n++) {
            TestChunk.of(n).putInto(store, "owner " + n % 5);
            if (n % 7 == 0) {
                store.remove(TestChunk.of(n / 2).id());
            }
            if (n % 100 == 0) {
                assertThat(bytesOnDisk())
                        .isLessThanOrEqualTo(
                                store.usage().usedBytes() + 4096L * segments().size());
                assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(6 << 20);
            }
        }
        store.close();
        // Besides data the file system needs a block per file to describe the holes.
        assertThat(bytesOnDisk())
                .isLessThanOrEqualTo((6 << 20) + 4096L * segments().size());
    }

    @Test
    void aSegmentInWhichNothingLivesIsDeleted() throws IOException {
        SegmentStore store = store(64 << 20);
        for (long n = 0; n < 100; n++) {
            new TestChunk(n, 50_000).putInto(store, OWNER);
        }
        assertThat(segments()).hasSizeGreaterThan(4);
        for (long n = 0; n < 100; n++) {
            store.remove(new TestChunk(n, 50_000).id());
        }
        assertThat(segments()).isEmpty();
        assertThat(store.usage().usedBytes()).isZero();
        assertThat(new TestChunk(1, 50_000).putInto(store, OWNER)).isEqualTo(new PutOutcome.Stored());
    }

    @Test
    void removedChunksGiveTheirPagesBack() throws IOException {
        SegmentStore store = store(64 << 20);
        TestChunk keep = new TestChunk(0, 100_000);
        TestChunk big = new TestChunk(1, 900_000);
        keep.putInto(store, OWNER);
        big.putInto(store, OWNER);
        long full = store.usage().usedBytes();
        long onDisk = bytesOnDisk();
        try (StoredChunk reader = opened(store, big)) {
            store.remove(big.id());
            assertThat(store.usage().usedBytes()).as("a reader is there").isEqualTo(full);
            assertThat(TestChunk.read(reader)).isEqualTo(big.bytes());
        }
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> store.usage().usedBytes() < full - 890_000);
        assertThat(bytesOnDisk()).isLessThan(onDisk - 890_000);
        long used = store.usage().usedBytes();
        store.close();
        SegmentStore again = store(64 << 20);
        assertThat(again.usage().usedBytes()).isLessThanOrEqualTo(used);
        assertThat(again.holds(big.id())).isFalse();
        try (StoredChunk stored = opened(again, keep)) {
            assertThat(stored.verify()).isTrue();
            assertThat(TestChunk.read(stored)).isEqualTo(keep.bytes());
        }
    }

    @Test
    void aChunkLongerThanASegmentGetsOneOfItsOwn() throws IOException {
        SegmentStore store = store(64 << 20);
        TestChunk big = new TestChunk(1, 5 << 20);
        TestChunk.of(2).putInto(store, OWNER);
        big.putInto(store, OWNER);
        TestChunk.of(3).putInto(store, OWNER);
        assertThat(segments()).hasSize(3);
        try (StoredChunk stored = opened(store, big)) {
            assertThat(TestChunk.read(stored)).isEqualTo(big.bytes());
        }
    }

    @Test
    void twoStoresNeverShareADirectory() throws IOException {
        SegmentStore first = store(4 << 20);
        assertThatThrownBy(() -> store(4 << 20)).hasMessageContaining("is open already, in this process");
        first.close();
        store(4 << 20);
    }

    @Test
    void aNewerFormatIsRefusedWithWords() throws IOException {
        store(4 << 20).close();
        Files.writeString(directory.resolve("VERSION"), "larder-store 2\n");
        assertThatThrownBy(() -> store(4 << 20)).hasMessageContaining("has format 2, but this program knows only 1");
        Files.writeString(directory.resolve("VERSION"), "tape\n");
        assertThatThrownBy(() -> store(4 << 20))
                .hasMessageContaining("should say \"larder-store 1\" but says \"tape\"");
        Files.delete(directory.resolve("VERSION"));
        assertThatThrownBy(() -> store(4 << 20)).hasMessageContaining("VERSION is missing beside existing segments");
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        store(4 << 20).close();
        Path state = Files.createDirectories(directory.resolve("state"));
        Files.writeString(state.resolve("map"), "x");
        Path stranger = Files.writeString(directory.resolve("segments/readme.txt"), "x");
        Files.writeString(directory.resolve("segments/0000000000000009.segment.draft"), "half");
        store(4 << 20);
        assertThat(state.resolve("map")).exists();
        assertThat(stranger).exists();
        assertThat(directory.resolve("segments/0000000000000009.segment.draft")).doesNotExist();
    }

    @Test
    void interruptedThreadsHarmNobody() throws IOException {
        SegmentStore store = store(4 << 20);
        TestChunk chunk = new TestChunk(1, 100_000);
        Thread.currentThread().interrupt();
        assertThat(chunk.putInto(store, OWNER)).isEqualTo(new PutOutcome.Stored());
        store.sync(OWNER);
        assertThat(Thread.interrupted()).isTrue();
        try (StoredChunk stored = opened(store, chunk)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> TestChunk.read(stored))
                    .isInstanceOf(java.nio.channels.ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
        }
        assertThat(new TestChunk(2, 100_000).putInto(store, OWNER)).isEqualTo(new PutOutcome.Stored());
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("segments"))) {
            return files.sorted().toList();
        }
    }

    /** What the file system has allocated for the segments, which Java does not tell. */
    private long bytesOnDisk() throws IOException {
        List<String> command = new ArrayList<>(List.of("stat", "-c", "%b"));
        segments().forEach(file -> command.add(file.toString()));
        Process stat = new ProcessBuilder(command).start();
        try (Stream<String> lines = stat.inputReader().lines()) {
            return lines.mapToLong(line -> 512 * Long.parseLong(line)).sum();
        }
    }
}
