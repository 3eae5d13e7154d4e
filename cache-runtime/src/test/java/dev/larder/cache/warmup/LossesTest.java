package dev.larder.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.store.PutOutcome;
import dev.larder.cache.store.SegmentStore;
import dev.larder.cache.store.StoreConfig;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Retention;
import dev.larder.model.catalog.WarmUp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Dataset held when its warm-up was done, and has not now. */
class LossesTest {

    @TempDir
    private Path directory;

    @AutoClose
    private SegmentStore store;

    private Losses losses;

    @BeforeEach
    void open() throws IOException {
        store = SegmentStore.open(new StoreConfig(directory, 16 << 20, 1 << 20, Duration.ofMinutes(1)));
        losses = new Losses(store);
        put("kept", 1);
        put("kept", 2);
        put("other", 3);
    }

    @Test
    void aChunkThatWentIsALoss() {
        losses.begin(List.of(dataset("kept", WarmUp.FULL, false), dataset("other", WarmUp.FULL, false)));
        assertThat(losses.any()).isFalse();
        put("kept", 4);
        assertThat(losses.any()).as("more than there was").isFalse();
        store.remove(id(4));
        assertThat(losses.any()).as("as much as there was").isFalse();
        store.remove(id(3));
        assertThat(losses.any()).isTrue();
    }

    @Test
    void whatWentIsNotedOnce() {
        DatasetEntry dataset = dataset("kept", WarmUp.FULL, false);
        losses.begin(List.of(dataset));
        store.remove(id(1));
        assertThat(losses.any()).isTrue();
        losses.begin(List.of(dataset));
        assertThat(losses.any()).isFalse();
        store.drop("kept");
        assertThat(losses.any()).as("all of it").isTrue();
    }

    @Test
    void onlyWhatIsToBeWarmAndMayGiveWayIsWatched() {
        losses.begin(List.of(dataset("kept", WarmUp.FULL, true), dataset("other", WarmUp.ON_DEMAND, false)));
        store.drop("kept");
        store.drop("other");
        assertThat(losses.any()).isFalse();
    }

    private void put(String owner, int number) {
        byte[] bytes = {1, 2, 3};
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        assertThat(store.put(owner, id(number), (int) crc.getValue(), List.of(ByteBuffer.wrap(bytes))))
                .isInstanceOf(PutOutcome.Stored.class);
    }

    private static ChunkId id(int number) {
        return new ChunkId(number * 0x9E3779B97F4A7C15L, number);
    }

    private static DatasetEntry dataset(String uid, WarmUp warmUp, boolean pinned) {
        return new DatasetEntry(
                uid,
                "ns",
                uid,
                "acc",
                "cont",
                new Geometry(1 << 20, 1 << 20),
                "Zone",
                1,
                warmUp,
                0,
                false,
                0,
                0,
                new Retention(pinned, 0, Long.MAX_VALUE),
                List.of());
    }
}
