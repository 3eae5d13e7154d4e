package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sums of a chunk's blocks lie before its data, and nothing depends on them. */
class StoredSumsTest {

    private static final TestChunk LONG = new TestChunk(1, 3 * BlockSums.BLOCK + 1_000);

    @TempDir
    Path directory;

    @Test
    void sumsAreThereAtOnceAndAfterARestartAndInACopy() throws IOException {
        try (SegmentStore store = StoreCopy.open(directory.resolve("live"))) {
            LONG.putInto(store, "owner");
            assertThat(sums(store, LONG)).isEqualTo(BlockSums.of(LONG.pieces()));
            StoreCopy.copy(directory.resolve("live"), directory.resolve("killed"));
        }
        for (String each : List.of("live", "killed")) {
            try (SegmentStore store = StoreCopy.open(directory.resolve(each))) {
                assertThat(sums(store, LONG)).as(each).isEqualTo(BlockSums.of(LONG.pieces()));
            }
        }
        try (SegmentStore store = SegmentStore.open(
                StoreCopy.config(directory.resolve("live")),
                FaultyDisk.withoutSync(),
                owner -> owner.equals("other") ? Retention.Keep.PINNED : Retention.Keep.evictable(0))) {
            assertThat(store.adopt("other", LONG.id())).isEqualTo(new PutOutcome.Stored());
            assertThat(sums(store, LONG)).as("copied").isEqualTo(BlockSums.of(LONG.pieces()));
        }
    }

    @Test
    void withoutThemOrWithWrongOnesTheChunkIsWhatItWas() throws IOException {
        Path live = directory.resolve("live");
        long table;
        int length = BlockSums.encodedBytes(LONG.length());
        try (SegmentStore store = StoreCopy.open(live)) {
            LONG.putInto(store, "owner");
            try (StoredChunk chunk = opened(store, LONG)) {
                table = chunk.position() - length;
            }
        }
        for (int broken = 0; broken <= length; broken++) {
            Path copy = directory.resolve("copy" + broken);
            StoreCopy.copy(live, copy);
            try (RandomAccessFile file =
                    new RandomAccessFile(StoreCopy.segments(copy).getFirst().toFile(), "rw")) {
                byte[] bytes = new byte[length];
                if (broken < length) {
                    file.seek(table);
                    file.readFully(bytes);
                    bytes[broken] = (byte) (bytes[broken] ^ 4);
                } // Else zeros, as a version has left them that knows no sums.
                file.seek(table);
                file.write(bytes);
            }
            try (SegmentStore store = StoreCopy.open(copy);
                    StoredChunk chunk = opened(store, LONG)) {
                assertThat(chunk.sums()).as("byte %d", broken).isNull();
                assertThat(chunk.verify()).isTrue();
                assertThat(TestChunk.read(chunk)).isEqualTo(LONG.bytes());
            }
        }
    }

    @Test
    void whereThereIsNoRoomThereAreNone() throws IOException {
        try (SegmentStore store = StoreCopy.open(directory.resolve("odd"))) {
            // So many bytes more each time that all distances to the next page occur.
            List<TestChunk> chunks = new ArrayList<>();
            for (int n = 0; n < 64; n++) {
                chunks.add(new TestChunk(n, BlockSums.BLOCK + 100 + 64 * n));
            }
            int without = 0;
            for (TestChunk chunk : chunks) {
                assertThat(chunk.putInto(store, "owner")).isEqualTo(new PutOutcome.Stored());
                try (StoredChunk stored = opened(store, chunk)) {
                    BlockSums sums = stored.sums();
                    without += sums == null ? 1 : 0;
                    assertThat(sums == null).isEqualTo(stored.sumsBytes() == 0);
                    assertThat(sums == null || sums.equals(BlockSums.of(chunk.pieces())))
                            .isTrue();
                    assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
                }
            }
            assertThat(without).isBetween(1, 5);
        }
    }

    @Test
    void aChunkOfOneBlockNeedsNone() throws IOException {
        try (SegmentStore store = StoreCopy.open(directory.resolve("short"))) {
            TestChunk chunk = new TestChunk(1, BlockSums.BLOCK);
            chunk.putInto(store, "owner");
            try (StoredChunk stored = opened(store, chunk)) {
                assertThat(stored.sumsBytes()).isZero();
                assertThat(stored.sums()).isNull();
            }
        }
    }

    private static StoredChunk opened(ChunkStore store, TestChunk chunk) {
        return Objects.requireNonNull(store.open(chunk.id()));
    }

    private static @Nullable BlockSums sums(ChunkStore store, TestChunk chunk) {
        try (StoredChunk stored = opened(store, chunk)) {
            return stored.sums();
        }
    }
}
