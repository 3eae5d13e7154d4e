package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A store whose files are in memory ({@code /dev/shm} is a tmpfs on Linux; elsewhere they are where temporary files are):
 * what a pod with {@code spec.storage.memory} has.
 */
class MemoryStoreTest {

    private static final int CHUNK = 300_000;
    private static final int CHUNKS = 20;

    private Path directory = Path.of("");

    @BeforeEach
    void makeDirectory() throws IOException {
        Path memory = Path.of("/dev/shm");
        directory = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "larder-store")
                : Files.createTempDirectory("larder-store");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    @Test
    void whatIsRemovedIsGivenBackAndTheRestSurvivesARestart() throws IOException {
        StoreConfig config = new StoreConfig(directory, 64 << 20, 8 << 20, Duration.ofMinutes(1));
        try (SegmentStore store = SegmentStore.open(config)) {
            for (int n = 0; n < CHUNKS; n++) {
                assertThat(chunk(n).putInto(store, "a")).isEqualTo(new PutOutcome.Stored());
            }
            store.sync("a");
            long used = store.usage().usedBytes();
            for (int n = 0; n < CHUNKS / 2; n++) {
                store.remove(chunk(n).id());
            }
            await().untilAsserted(() -> assertThat(store.usage().usedBytes()).isLessThan(used * 6 / 10));
            assertHeld(store);
        }
        try (SegmentStore again = SegmentStore.open(config)) {
            assertHeld(again);
            assertThat(again.scrub(1L << 40).corrupt()).isZero();
            assertThat(again.usage().failure()).isNull();
        }
    }

    private static void assertHeld(SegmentStore store) throws IOException {
        for (int n = 0; n < CHUNKS; n++) {
            try (@Nullable StoredChunk held = store.open(chunk(n).id())) {
                assertThat(held != null).isEqualTo(n >= CHUNKS / 2);
                if (n >= CHUNKS / 2) {
                    assertThat(TestChunk.read(Objects.requireNonNull(held))).isEqualTo(chunk(n).bytes());
                    assertThat(held.resident(0, CHUNK)).isTrue();
                }
            }
        }
    }

    private static TestChunk chunk(int n) {
        return new TestChunk(n, CHUNK);
    }
}
