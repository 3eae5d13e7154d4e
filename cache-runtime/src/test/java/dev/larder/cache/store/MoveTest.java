package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private final FaultyDisk disk = FaultyDisk.withoutSync();
    private final TestChunk one = chunk(0);
    private final TestChunk neighbour = chunk(1);
    private StoreState state;
    private OwnerLog log;
    private Segment first;
    private Footer records;

    /** A segment of which two chunks are left. */
    private void begin(boolean pinned) throws IOException {
        state = new StoreState(
                new StoreConfig(directory, 8 << 20, 1 << 20, Duration.ofMinutes(1)),
                disk,
                owner -> pinned ? Retention.Keep.PINNED : Retention.Keep.evictable(0));
        Files.createDirectories(state.segmentDirectory());
        log = new OwnerLog(state, "a");
        for (int n = 0; n < CHUNKS; n++) {
            TestChunk chunk = chunk(n);
            assertThat(log.put(chunk.id(), BlockSums.of(chunk.pieces()), chunk.pieces()))
                    .isEqualTo(new PutOutcome.Stored());
        }
        first = Objects.requireNonNull(log.after(-1));
        records = Objects.requireNonNull(first.records());
        for (int record = 2; record < records.size(); record++) {
            Removal.of(state, records.id(record), (slot, unit) -> true);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsRemovedWhileItIsMovedStaysGoneAndItsNeighbourStaysHere(boolean pinned) throws IOException {
        begin(pinned);
        disk.fault((operation, path, position) -> {
            if (operation == FaultyDisk.Operation.WRITE) {
                disk.works();
                Removal.of(state, one.id(), (slot, unit) -> true);
            }
        });
        Compaction.of(state, log, first, records);

        onlyTheNeighbourIsLeft();
    }

    /** Sums that fit the wrong bytes would hide them for ever: from verification after a restart, from scrubs and from peers. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasVerifiedAndIsDamagedNowIsNotMoved(boolean pinned) throws IOException {
        begin(pinned);
        try (FileChannel file = FileChannel.open(first.path(), StandardOpenOption.WRITE)) {
            ByteBuffer wrong = ByteBuffer.wrap(new byte[] {(byte) ~one.bytes()[0]});
            file.write(wrong, Layout.data(Layout.at(records.unit(0)), CHUNK));
        }
        Compaction.of(state, log, first, records);

        onlyTheNeighbourIsLeft();
    }

    private void onlyTheNeighbourIsLeft() throws IOException {
        assertThat(state.holds(one.id())).isFalse();
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
