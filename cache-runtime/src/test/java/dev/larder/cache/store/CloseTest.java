package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.store.FaultyDisk.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {

    private static final Duration LIMIT = Duration.ofSeconds(8);

    @TempDir
    Path directory;

    private final FaultyDisk disk = FaultyDisk.withoutSync();

    private SegmentStore open() throws IOException {
        return SegmentStore.open(new StoreConfig(directory, 64 << 20, 1 << 20, Duration.ofMinutes(10)), disk);
    }

    /** The next store in the directory may have other files under the same names. */
    @Test
    void theDirectoryIsGivenUpAfterTheLastHoleWasPunched() throws Exception {
        CountDownLatch punching = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SegmentStore store = open();
        try {
            disk.fault((operation, path, position) -> {
                if (operation == Operation.PUNCH) {
                    punching.countDown();
                    awaitOrFail(goOn);
                }
            });
            TestChunk chunk = new TestChunk(1, 300_000);
            chunk.putInto(store, "owner");
            new TestChunk(2, 100).putInto(store, "owner");
            try (StoredChunk reader = ChunkStoreContract.opened(store, chunk)) {
                store.remove(chunk.id());
            }
            assertThat(punching.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Thread closing = Thread.ofPlatform().start(store::close);
            await().atMost(LIMIT).until(() -> closing.getState() == Thread.State.TIMED_WAITING || !closing.isAlive());
            assertThat(closing.isAlive()).as("waits for the hole").isTrue();
            closing.interrupt();
            assertThatThrownBy(this::open).hasMessageContaining("is open already");
            goOn.countDown();
            assertThat(closing.join(LIMIT)).isTrue();
        } finally {
            goOn.countDown();
            store.close();
        }
        open().close();
    }

    private static void awaitOrFail(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("nobody let it go on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
