package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks are moved out of a segment that is mostly dead, while others remove them. */
class MoveTest {

    private static final int CHUNK = 1_000;

    /** More than one segment takes. */
    private static final int CHUNKS = 1_500;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsRemovedWhileItIsMovedStaysGoneAndItsNeighbourStaysHere(boolean pinned) throws IOException {
        FaultyDisk disk = FaultyDisk.withoutSync();
        StoreState state = new StoreState(
                new StoreConfig(directory, 8 << 20, 1 << 20, Duration.ofMinutes(1)),
                disk,
                owner -> pinned ? Retention.Keep.PINNED : Retention.Keep.evictable(0));
        Files.createDirectories(state.segmentDirectory());
        OwnerLog log = new OwnerLog(state, "a");
        for (int n = 0; n < CHUNKS; n++) {
            TestChunk chunk = chunk(n);
            assertThat(log.put(chunk.id(), BlockSums.of(chunk.pieces()), chunk.pieces()))
                    .isEqualTo(new PutOutcome.Stored());
        }
        Segment first = Objects.requireNonNull(log.after(-1));
        Footer records = Objects.requireNonNull(first.records());
        TestChunk removed = chunk(0);
        TestChunk neighbour = chunk(1);
        for (int record = 2; record < records.size(); record++) {
            Removal.of(state, records.id(record), (slot, unit) -> true);
        }
        disk.fault((operation, path, position) -> {
            if (operation == FaultyDisk.Operation.WRITE) {
                disk.works();
                Removal.of(state, removed.id(), (slot, unit) -> true);
            }
        });
        Compaction.of(state, log, first, records);

        assertThat(state.holds(removed.id())).isFalse();
        try (@Nullable StoredChunk held = state.open(neighbour.id())) {
            assertThat(held).isNotNull();
            assertThat(TestChunk.read(Objects.requireNonNull(held))).isEqualTo(neighbour.bytes());
        }
        log.drop();
        assertThat(state.space().used()).isZero();
        state.close();
    }

    private static TestChunk chunk(int n) {
        return new TestChunk(n, CHUNK);
    }
}
