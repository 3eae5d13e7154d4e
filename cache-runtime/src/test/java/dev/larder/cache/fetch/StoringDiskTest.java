package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.BlockSums;
import dev.larder.cache.store.SegmentStore;
import dev.larder.cache.store.StoreConfig;
import dev.larder.model.blob.ChunkId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoringDiskTest {

    private static final ChunkId FIRST = new ChunkId(1, 1);
    private static final ChunkId LATE = new ChunkId(2, 2);
    private static final ChunkId OTHER = new ChunkId(3, 3);

    @TempDir
    Path directory;

    private final Set<String> catalog = ConcurrentHashMap.newKeySet();

    @Test
    void aChunkThatIsStoredAfterItsDatasetWasDeletedDoesNotStay() throws Exception {
        catalog.addAll(Set.of("deleted", "kept"));
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 64 << 20));
                StoringDisk disk = new StoringDisk("n", store, 1, catalog::contains)) {
            assertThat(put(disk, "deleted", FIRST)).isNull();
            assertThat(put(disk, "kept", OTHER)).isNull();
            catalog.remove("deleted");
            store.drop("deleted");
            FillFailure late = put(disk, "deleted", LATE);
            assertThat(late).extracting(FillFailure::reason).isEqualTo(Reason.CANCELLED);
            assertThat(store.holds(LATE)).isFalse();
            assertThat(store.holds(OTHER)).isTrue();
            assertThat(store.usage().owners()).containsOnlyKeys("kept");
        }
    }

    /** Between the look into the catalog and the end of the write the Dataset may be deleted and dropped. */
    @Test
    void theCatalogIsAskedWhenTheChunkIsThere() throws Exception {
        try (SegmentStore store = SegmentStore.open(StoreConfig.of(directory, 64 << 20));
                StoringDisk disk = new StoringDisk("n", store, 1, owner -> !store.holds(LATE))) {
            assertThat(put(disk, "deleted", LATE)).isNotNull();
            assertThat(store.usage().usedBytes()).isZero();
        }
    }

    private static @Nullable FillFailure put(StoringDisk disk, String owner, ChunkId id) {
        List<ByteBuffer> bytes = List.of(ByteBuffer.allocate(5_000));
        return disk.put(owner, id, BlockSums.of(bytes), bytes);
    }
}
