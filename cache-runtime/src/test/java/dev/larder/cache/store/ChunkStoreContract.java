package dev.larder.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ChunkStore} does, whatever is behind it. */
abstract class ChunkStoreContract {

    static final String OWNER = "6a1f3a52-0d6f-4a41-9d7d-3f0b8f4d6e11";
    static final String OTHER = "other";

    /** An empty store, closed by whoever made it. */
    abstract ChunkStore store(long capacityBytes) throws IOException;

    @Test
    void whatWasPutIsRead() throws IOException {
        ChunkStore store = store(64 << 20);
        for (long n = 0; n < 200; n++) {
            assertThat(TestChunk.of(n).putInto(store, OWNER)).isEqualTo(new PutOutcome.Stored());
        }
        for (long n = 0; n < 200; n++) {
            TestChunk chunk = TestChunk.of(n);
            try (StoredChunk stored = opened(store, chunk)) {
                assertThat(stored.id()).isEqualTo(chunk.id());
                assertThat(stored.length()).isEqualTo(chunk.length());
                assertThat(stored.crc32c()).isEqualTo(chunk.crc());
                assertThat(stored.verified()).isTrue();
                assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
            }
            assertThat(store.holds(chunk.id())).isTrue();
        }
    }

    @Test
    void whatWasNotPutIsAMiss() throws IOException {
        ChunkStore store = store(1 << 20);
        assertThat(store.open(TestChunk.of(1).id())).isNull();
        assertThat(store.holds(TestChunk.of(1).id())).isFalse();
        store.remove(TestChunk.of(1).id());
        store.discard(TestChunk.of(1).id(), "test");
        store.drop(OWNER);
        store.sync(OWNER);
        assertThat(store.usage()).isEqualTo(new StoreUsage(1 << 20, 0, java.util.Map.of(), null));
    }

    @Test
    void theSecondPutChangesNothing() throws IOException {
        ChunkStore store = store(4 << 20);
        TestChunk chunk = TestChunk.of(3);
        chunk.putInto(store, OWNER);
        StoreUsage before = store.usage();
        assertThat(chunk.putInto(store, OWNER)).isEqualTo(new PutOutcome.AlreadyHeld());
        assertThat(chunk.putInto(store, OTHER)).isEqualTo(new PutOutcome.AlreadyHeld());
        assertThat(store.usage()).isEqualTo(before);
    }

    @Test
    void aPutLeavesTheBuffersAlone() throws IOException {
        ChunkStore store = store(4 << 20);
        TestChunk chunk = new TestChunk(5, 100_001);
        List<ByteBuffer> pieces = chunk.pieces();
        store.put(OWNER, chunk.id(), chunk.crc(), pieces);
        assertThat(pieces).allMatch(piece -> piece.position() == 3 && piece.hasRemaining());
        pieces.forEach(piece -> piece.put(new byte[piece.remaining()]));
        try (StoredChunk stored = opened(store, chunk)) {
            assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
        }
    }

    @Test
    void argumentsOutOfBoundsAreRefused() throws IOException {
        ChunkStore store = store(4 << 20);
        TestChunk chunk = TestChunk.of(7);
        assertThatThrownBy(() -> store.put("", chunk.id(), chunk.crc(), chunk.pieces()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 255 bytes");
        assertThatThrownBy(() -> store.put("é".repeat(128), chunk.id(), chunk.crc(), chunk.pieces()))
                .hasMessageContaining("not 256");
        assertThatThrownBy(() -> store.put(OWNER, chunk.id(), 0, List.of())).hasMessageContaining("not 0");
        assertThatThrownBy(() -> store.put(OWNER, chunk.id(), chunk.crc() + 1, chunk.pieces()))
                .hasMessageContaining("CRC32C");
        assertThat(store.holds(chunk.id())).isFalse();
        assertThat("é".repeat(127).getBytes(UTF_8)).hasSize(254);
        assertThat(chunk.putInto(store, "é".repeat(127))).isEqualTo(new PutOutcome.Stored());
    }

    @Test
    void aRemovedChunkIsAMissAndCanBePutAgain() throws IOException {
        ChunkStore store = store(4 << 20);
        TestChunk chunk = TestChunk.of(9);
        chunk.putInto(store, OWNER);
        TestChunk.of(10).putInto(store, OWNER);
        store.remove(chunk.id());
        assertThat(store.open(chunk.id())).isNull();
        assertThat(chunk.putInto(store, OTHER)).isEqualTo(new PutOutcome.Stored());
        try (StoredChunk stored = opened(store, chunk)) {
            assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
        }
        store.discard(chunk.id(), "test");
        assertThat(store.holds(chunk.id())).isFalse();
        assertThat(store.holds(TestChunk.of(10).id())).isTrue();
    }

    @Test
    void usageIsCountedByOwnerAndFreedByDrop() throws IOException {
        ChunkStore store = store(64 << 20);
        long mine = 0;
        for (long n = 0; n < 50; n++) {
            TestChunk.of(n).putInto(store, n % 2 == 0 ? OWNER : OTHER);
            mine += n % 2 == 0 ? TestChunk.of(n).length() : 0;
        }
        StoreUsage.Owner owner = used(store, OWNER);
        assertThat(owner.chunks()).isEqualTo(25);
        assertThat(owner.chunkBytes()).isEqualTo(mine);
        assertThat(owner.usedBytes()).isGreaterThan(mine);
        assertThat(store.usage().usedBytes())
                .isEqualTo(owner.usedBytes() + used(store, OTHER).usedBytes());
        store.drop(OWNER);
        assertThat(store.usage().owners()).containsOnlyKeys(OTHER);
        assertThat(store.usage().usedBytes()).isEqualTo(used(store, OTHER).usedBytes());
        for (long n = 0; n < 50; n++) {
            assertThat(store.holds(TestChunk.of(n).id())).isEqualTo(n % 2 == 1);
        }
        assertThat(TestChunk.of(0).putInto(store, OWNER)).isEqualTo(new PutOutcome.Stored());
    }

    @Test
    void aFullStoreSaysWhatItLacksAndTakesMoreOnceThereIsRoom() throws IOException {
        ChunkStore store = store(2 << 20);
        long n = 0;
        PutOutcome outcome = new PutOutcome.Stored();
        while (outcome instanceof PutOutcome.Stored) {
            outcome = new TestChunk(n++, 100_000).putInto(store, n % 2 == 0 ? OWNER : OTHER);
            assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(2 << 20);
        }
        assertThat(outcome).isInstanceOf(PutOutcome.NoSpace.class);
        PutOutcome.NoSpace full = (PutOutcome.NoSpace) outcome;
        assertThat(full.freeBytes()).isEqualTo(store.usage().freeBytes()).isLessThan(full.neededBytes());
        assertThat(full.neededBytes()).isBetween(100_000L, 120_000L);
        assertThat(n).as("bookkeeping takes little").isGreaterThan(17);
        assertThat(store.holds(new TestChunk(n - 1, 100_000).id())).isFalse();
        store.drop(OTHER);
        assertThat(new TestChunk(n, 100_000).putInto(store, OWNER)).isEqualTo(new PutOutcome.Stored());
    }

    @Test
    void pinnedChunksOutliveRemovalAndDrop() throws IOException {
        ChunkStore store = store(8 << 20);
        TestChunk removed = new TestChunk(1, 200_000);
        TestChunk dropped = new TestChunk(2, 200_000);
        TestChunk later = new TestChunk(3, 200_000);
        List.of(removed, dropped, later).forEach(chunk -> chunk.putInto(store, OWNER));
        try (StoredChunk first = opened(store, removed)) {
            store.remove(removed.id());
            try (StoredChunk second = opened(store, dropped)) {
                store.drop(OWNER);
                new TestChunk(4, 200_000).putInto(store, OTHER);
                assertThat(store.open(later.id())).isNull();
                assertThat(TestChunk.read(first)).isEqualTo(removed.bytes());
                assertThat(TestChunk.read(second)).isEqualTo(dropped.bytes());
                second.close();
            }
            assertThat(TestChunk.read(first)).isEqualTo(removed.bytes());
        }
    }

    @Test
    void afterCloseEverythingIsAMiss() throws Exception {
        ChunkStore store = store(8 << 20);
        TestChunk chunk = TestChunk.of(1);
        chunk.putInto(store, OWNER);
        try (StoredChunk pinned = opened(store, chunk)) {
            store.close();
            assertThat(TestChunk.read(pinned)).isEqualTo(chunk.bytes());
        }
        assertThat(store.open(chunk.id())).isNull();
        assertThat(TestChunk.of(2).putInto(store, OWNER)).isEqualTo(new PutOutcome.DiskFailed("The store is closed"));
        store.close();
    }

    static StoredChunk opened(ChunkStore store, TestChunk chunk) {
        @Nullable StoredChunk stored = store.open(chunk.id());
        assertThat(stored).as("chunk %d", chunk.number()).isNotNull();
        return stored;
    }

    static StoreUsage.Owner used(ChunkStore store, String owner) {
        StoreUsage.Owner usage = store.usage().owners().get(owner);
        assertThat(usage).as("usage of %s", owner).isNotNull();
        return usage;
    }
}
