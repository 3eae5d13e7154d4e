package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.store.FaultyDisk.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidencyTest {

    private static final int LENGTH = 700_000;

    /** Everywhere but on Linux nobody can. */
    private static final boolean CAN_TELL = PageCache.find() != null;

    @TempDir
    Path directory;

    @Test
    void tellsWhatIsInMemory() throws IOException {
        TestChunk whole = new TestChunk(1, LENGTH);
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 64 << 20))) {
            whole.putInto(store, "owner");
            store.sync("owner");
            try (StoredChunk chunk = Objects.requireNonNull(store.open(whole.id()))) {
                assertThat(chunk.resident(0, LENGTH)).isEqualTo(CAN_TELL);
            }
        }
        if (CAN_TELL && !Files.getFileStore(directory).type().equals("tmpfs")) {
            tellsWhatWasForgotten(whole);
        }
    }

    private void tellsWhatWasForgotten(TestChunk whole) throws IOException {
        EvictedPages.of(directory.resolve("segments"));
        // A store that has not seen it in memory a moment ago.
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 64 << 20));
                StoredChunk chunk = Objects.requireNonNull(store.open(whole.id()))) {
            assertThat(chunk.resident(0, LENGTH)).isFalse();
            assertThat(chunk.resident(500_000, 4_096)).isFalse();
            assertThat(chunk.readIn(500_000, 4_096)).isTrue();
            assertThat(chunk.resident(500_000, 4_096)).isTrue();
            assertThat(chunk.readIn(0, LENGTH)).isTrue();
            assertThat(chunk.resident(0, LENGTH)).isTrue();
            assertThat(TestChunk.read(chunk)).isEqualTo(whole.bytes());
        }
    }

    @Test
    void aMappingDoesNotKeepTheSpaceOfADeletedFile() throws IOException {
        TestChunk whole = new TestChunk(1, LENGTH);
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 64 << 20))) {
            whole.putInto(store, "owner");
            try (StoredChunk chunk = Objects.requireNonNull(store.open(whole.id()))) {
                assertThat(chunk.resident(0, LENGTH)).isEqualTo(CAN_TELL);
                assertThat(mappings()).isEqualTo(CAN_TELL ? 1 : 0);
            }
            store.drop("owner");
            assertThat(mappings()).isZero();
        }
    }

    private long mappings() throws IOException {
        Path listed = Path.of("/proc/self/maps");
        if (!Files.exists(listed)) {
            return 0;
        }
        try (var maps = Files.lines(listed)) {
            return maps.filter(line -> line.contains(directory.toString())).count();
        }
    }

    @Test
    void aChunkThatCannotBeReadInIsForgotten() throws IOException {
        FaultyDisk disk = FaultyDisk.withoutSync();
        TestChunk whole = new TestChunk(1, LENGTH);
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 64 << 20), disk)) {
            whole.putInto(store, "owner");
            try (StoredChunk chunk = Objects.requireNonNull(store.open(whole.id()))) {
                disk.fault((operation, path, position) -> {
                    if (operation == Operation.READ) {
                        throw new IOException("Input/output error");
                    }
                });
                assertThat(chunk.readIn(0, LENGTH)).isFalse();
            }
            assertThat(store.holds(whole.id())).isFalse();
            assertThat(store.counters().readErrors()).isEqualTo(1);
        }
    }

    @Test
    void whatWasSeenCountsForAboutASecondIfPagesAreDropped() {
        AtomicLong now = new AtomicLong(5_000_000_000L);
        AtomicLong dropped = new AtomicLong();
        RecentlySeen seen = new RecentlySeen(now::get, dropped::incrementAndGet);
        assertThat(seen.all(0, 0, 0)).isFalse();
        seen.saw(0, 7);
        seen.saw(0, 8);
        assertThat(seen.all(0, 7, 8)).isTrue();
        assertThat(seen.all(0, 6, 8)).isFalse();
        assertThat(seen.all(0, 7, 9)).isFalse();
        assertThat(seen.all(1, 7, 8)).isFalse();
        now.addAndGet(500_000_000);
        assertThat(seen.all(0, 7, 8)).isTrue();
        now.addAndGet(700_000_000);
        assertThat(seen.all(0, 7, 8)).isFalse();
    }

    @Test
    void whatWasSeenCountsForLongerWhileNoPageIsDropped() {
        AtomicLong now = new AtomicLong(5_000_000_000L);
        AtomicLong dropped = new AtomicLong(77);
        RecentlySeen seen = new RecentlySeen(now::get, dropped::get);
        assertThat(seen.all(0, 0, 0)).isFalse();
        now.addAndGet(600_000_000L);
        seen.saw(0, 7);
        now.addAndGet(10_000_000_000L);
        assertThat(seen.all(0, 7, 7)).isTrue();
        now.addAndGet(1_000_000_000L);
        dropped.incrementAndGet();
        assertThat(seen.all(0, 7, 7)).isFalse();
        now.addAndGet(600_000_000L);
        seen.saw(0, 7);
        now.addAndGet(10_000_000_000L);
        assertThat(seen.all(0, 7, 7)).isTrue();
        now.addAndGet(10_000_000_000L);
        assertThat(seen.all(0, 7, 7)).as("not for ever").isFalse();
        seen.saw(0, 7);
        now.addAndGet(1_200_000_000L);
        dropped.set(-1);
        assertThat(seen.all(0, 7, 7)).as("nobody can tell").isFalse();
        now.addAndGet(1_000_000_000L);
        dropped.set(78);
        assertThat(seen.all(0, 7, 7)).as("nobody could tell").isFalse();
    }

    /** Somebody may have seen it, and the kernel dropped it, just before it was found that some were dropped. */
    @Test
    void whatWasSeenInTheTickInWhichPagesWereDroppedCountsForASecondOnly() {
        AtomicLong now = new AtomicLong(5_000_000_000L);
        AtomicLong dropped = new AtomicLong(77);
        RecentlySeen seen = new RecentlySeen(now::get, dropped::get);
        now.addAndGet(10_000_000_000L);
        seen.saw(0, 7);
        dropped.incrementAndGet();
        assertThat(seen.all(0, 7, 7)).isTrue();
        now.addAndGet(1_200_000_000L);
        assertThat(seen.all(0, 7, 7)).isFalse();
    }

    @Test
    void whileSomebodyLooksOthersBelieveWhatWasSeenForASecondOnly() {
        AtomicLong now = new AtomicLong(5_000_000_000L);
        List<Boolean> meanwhile = new ArrayList<>();
        AtomicReference<RecentlySeen> others = new AtomicReference<>();
        RecentlySeen seen = new RecentlySeen(now::get, () -> {
            RecentlySeen same = others.get();
            if (same != null) {
                meanwhile.add(same.all(0, 7, 7));
            }
            return 77;
        });
        assertThat(seen.all(0, 0, 0)).isFalse();
        now.addAndGet(600_000_000L);
        seen.saw(0, 7);
        now.addAndGet(5_000_000_000L);
        others.set(seen);
        assertThat(seen.all(0, 7, 7)).isTrue();
        assertThat(meanwhile).containsExactly(false);
    }

    @Test
    void pagesThatWereDroppedAreCounted() throws IOException {
        Path statistics = directory.resolve("vmstat");
        DroppedPages counted = new DroppedPages(statistics);
        assertThat(counted.getAsLong()).isNegative();
        Files.writeString(statistics, "nr_free_pages 12\npgsteal_file 40\ndrop_pagecache 2\n");
        assertThat(counted.getAsLong()).isNegative();
        Files.writeString(
                statistics, "nr_free_pages 12\npgsteal_anon 5\npgsteal_file 40\ndrop_pagecache 2\nswap_ra 0\n");
        assertThat(counted.getAsLong()).isEqualTo(47);
        Path here = DroppedPages.OF_LINUX.statistics();
        boolean counts = Files.exists(here) && Files.readString(here).contains("pgsteal_file");
        assertThat(DroppedPages.OF_LINUX.getAsLong() >= 0).isEqualTo(counts);
    }
}
