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

    private record Store(StoreState state, OwnerLog log, Segment first, Footer records) {
        void compact() throws IOException {
            Compaction.of(state, log, first, records);
        }
    }

    /** With a segment of which two chunks are left. */
    private Store store(boolean pinned) throws IOException {
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
        for (int record = 2; record < records.size(); record++) {
            Removal.of(state, records.id(record), (slot, unit) -> true);
        }
        return new Store(state, log, first, records);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsRemovedWhileItIsMovedStaysGoneAndItsNeighbourStaysHere(boolean pinned) throws IOException {
        Store store = store(pinned);
        disk.fault((operation, path, position) -> {
            if (operation == FaultyDisk.Operation.WRITE) {
                disk.works();
                Removal.of(store.state, one.id(), (slot, unit) -> true);
            }
        });
        store.compact();

        onlyTheNeighbourIsLeft(store);
    }

    /** Sums that fit the wrong bytes would hide them for ever: from verification after a restart, from scrubs and from peers. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasVerifiedAndIsDamagedNowIsNotMoved(boolean pinned) throws IOException {
        Store store = store(pinned);
        try (FileChannel file = FileChannel.open(store.first.path(), StandardOpenOption.WRITE)) {
            ByteBuffer wrong = ByteBuffer.wrap(new byte[] {(byte) ~one.bytes()[0]});
            file.write(wrong, Layout.data(Layout.at(store.records.unit(0)), CHUNK));
        }
        store.compact();

        onlyTheNeighbourIsLeft(store);
    }

    private void onlyTheNeighbourIsLeft(Store store) throws IOException {
        assertThat(store.state.holds(one.id())).isFalse();
        try (@Nullable StoredChunk held = store.state.open(neighbour.id())) {
            assertThat(held).isNotNull();
            assertThat(TestChunk.read(Objects.requireNonNull(held))).isEqualTo(neighbour.bytes());
        }
        store.log.drop();
        assertThat(store.state.space().used()).isZero();
        store.state.close();
    }

    private static TestChunk chunk(int n) {
        return new TestChunk(n, CHUNK);
    }
}
