package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.ChunkId;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of 100 GiB in sealed segments of 256 MiB is found again by reading footers only. */
class RecoveryTest {

    private static final int CHUNK = 4 << 20;
    private static final int SEGMENTS = 406;

    @TempDir
    Path directory;

    @Test
    void aLargeStoreIsOpenedByItsFooters() throws Exception {
        SegmentStore.open(StoreConfig.of(directory, 1L << 40)).close();
        int chunks = 0;
        for (int i = 1; i <= SEGMENTS; i++) {
            chunks += sparseSegment(i);
        }
        long started = System.nanoTime();
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 1L << 40), FaultyDisk.withoutSync())) {
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            assertThat(store.counters().chunksRecovered()).isEqualTo(chunks);
            assertThat(store.usage().usedBytes()).isGreaterThan(100L << 30);
            assertThat(took).as("the goal is 2 s").isLessThan(Duration.ofSeconds(20));
            try (StoredChunk stored = store.open(new ChunkId(1, 0))) {
                assertThat(stored).isNotNull();
                assertThat(stored.verified()).isFalse();
            }
        }
    }

    private int sparseSegment(int number) throws Exception {
        SegmentHeader header = new SegmentHeader(new SplittableRandom(number).nextLong(), "owner " + number % 7);
        Footer footer = new Footer();
        while (Layout.next(footer.end(), CHUNK) <= StoreConfig.DEFAULT_SEGMENT_BYTES) {
            footer.add(new ChunkId(number, footer.size()), Layout.unit(footer.end()), CHUNK, 0, Mark.LIVE);
        }
        Path path = directory.resolve("segments/%016x.segment".formatted(number));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(header.encode(), 0);
            ByteBuffer encoded = footer.encode(header.salt(), footer.end());
            file.write(encoded, footer.end());
        }
        assertThat(Files.size(path)).isLessThanOrEqualTo(StoreConfig.DEFAULT_SEGMENT_BYTES + 4096L);
        return footer.size();
    }
}
