package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskArrayTest extends ChunkStoreContract {

    private static final long MANY = 3000;

    @TempDir
    Path directory;

    private final FaultyDisk disk = FaultyDisk.withoutSync();
    private final List<DiskArray> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DiskArray::close);
    }

    /** The contract holds although one of two disks cannot be opened. */
    @Override
    ChunkStore store(long capacityBytes) throws IOException {
        Files.writeString(directory.resolve("broken"), "not a directory");
        return array(config("broken", 1 << 30), config("works", capacityBytes));
    }

    private DiskArray array(StoreConfig... disks) throws IOException {
        DiskArray array = DiskArray.open(List.of(disks), disk, Retention.KEEP_ALL);
        opened.add(array);
        return array;
    }

    private StoreConfig config(String name, long capacityBytes) {
        return new StoreConfig(directory.resolve(name), capacityBytes, 1 << 20, Duration.ofMinutes(1));
    }

    @Test
    void eachDiskGetsItsPartByCapacity() throws IOException {
        DiskArray array = array(config("a", 32 << 20), config("b", 32 << 20), config("c", 64 << 20));
        for (long n = 0; n < MANY; n++) {
            new TestChunk(n, 100).putInto(array, OWNER);
        }
        List<Long> chunks = array.stores().stream()
                .map(store -> used(store, OWNER).chunks())
                .toList();
        assertThat(chunks.get(0)).isBetween(650L, 850L);
        assertThat(chunks.get(1)).isBetween(650L, 850L);
        assertThat(chunks.get(2)).isBetween(1400L, 1600L);
        assertThat(used(array, OWNER).chunks()).isEqualTo(MANY);
        assertThat(array.usage().capacityBytes()).isEqualTo(128 << 20);
    }

    @Test
    void whenADiskFailsTheOthersGoOnAndTakeItsChunks() throws IOException {
        DiskArray array = array(config("a", 64 << 20), config("b", 64 << 20));
        AtomicInteger failures = new AtomicInteger();
        array.onDiskFailure(failures::incrementAndGet);
        for (long n = 0; n < 100; n++) {
            TestChunk.of(n).putInto(array, OWNER);
        }
        breakDown("a");
        for (long n = 100; n < 200; n++) {
            assertThat(TestChunk.of(n).putInto(array, OWNER)).isEqualTo(new PutOutcome.Stored());
        }
        assertThat(failures).hasValue(1);
        int lost = 0;
        for (long n = 0; n < 200; n++) {
            TestChunk chunk = TestChunk.of(n);
            byte @Nullable [] bytes = read(array, chunk);
            if (bytes == null) {
                lost++;
                assertThat(n).isLessThan(100);
                assertThat(chunk.putInto(array, OWNER)).isEqualTo(new PutOutcome.Stored());
                bytes = read(array, chunk);
            }
            assertThat(bytes).isEqualTo(chunk.bytes());
        }
        assertThat(lost).isBetween(20, 80);
        assertThat(array.usage().failure()).isNull();
        assertThat(array.usage().capacityBytes()).isEqualTo(64 << 20);
        assertThat(array.disks()).extracting(usage -> usage.failure() == null).containsExactly(false, true);

        breakDown("");
        assertThat(new TestChunk(1000, 5).putInto(array, OWNER)).isInstanceOf(PutOutcome.DiskFailed.class);
        assertThat(array.usage().failure()).contains("Input/output error");
        assertThat(failures).hasValue(2);
    }

    @Test
    void whatAFullDiskCannotTakeGoesToTheOthersAndIsFoundAgain() throws IOException {
        StoreConfig small = config("small", 2 << 20);
        StoreConfig large = config("large", 4 << 20);
        List<TestChunk> stored = new ArrayList<>();
        disk.left(() -> 1L << 40);
        try (DiskArray array = DiskArray.open(List.of(small, large), disk, Retention.KEEP_ALL)) {
            for (long n = 0; n < 600; n++) {
                TestChunk chunk = new TestChunk(n, 10_200);
                if (chunk.putInto(array, OWNER) instanceof PutOutcome.Stored) {
                    stored.add(chunk);
                }
            }
            assertThat(array.disks()).allMatch(usage -> usage.usedBytes() > usage.capacityBytes() * 95 / 100);
            assertThat(stored.getLast().putInto(array, OWNER)).isEqualTo(new PutOutcome.AlreadyHeld());
        }
        DiskArray array = array(small, large);
        assertThat(stored).allMatch(chunk -> array.holds(chunk.id()));
        array.drop(OWNER);
        assertThat(array.usage().usedBytes()).isZero();
    }

    @Test
    void aDirectoryInUseIsRefusedThoughOthersWork() throws IOException {
        StoreConfig mine = config("mine", 4 << 20);
        StoreConfig taken = config("taken", 4 << 20);
        try (SegmentStore holder = SegmentStore.open(taken, disk)) {
            assertThat(holder.usage().failure()).isNull();
            assertThatThrownBy(() -> DiskArray.open(List.of(mine, taken), disk, Retention.KEEP_ALL))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("open already");
        }
        assertThat(array(mine, taken).usage().failure())
                .as("both were given up again")
                .isNull();
    }

    @Test
    void withoutAnyDiskThereIsNoStore() throws IOException {
        Files.writeString(directory.resolve("a"), "");
        assertThatThrownBy(() -> DiskArray.open(List.of(config("a", 4 << 20)), disk, Retention.KEEP_ALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve("a").toString());
    }

    /** Nothing can be written any more below that directory. */
    private void breakDown(String name) {
        Path broken = directory.resolve(name);
        disk.fault((operation, path, position) -> {
            if (path.startsWith(broken) && operation == FaultyDisk.Operation.WRITE) {
                throw new IOException("Input/output error");
            }
        });
    }

    private static byte @Nullable [] read(ChunkStore store, TestChunk chunk) throws IOException {
        try (@Nullable StoredChunk stored = store.open(chunk.id())) {
            return stored == null ? null : TestChunk.read(stored);
        }
    }
}
