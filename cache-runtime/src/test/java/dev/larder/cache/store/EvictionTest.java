package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionTest {

    private static final long CAPACITY = 8 << 20;
    private static final int CHUNK = 60_000;

    /** About so many chunks fit. */
    private static final int FIT = (int) (CAPACITY / CHUNK);

    @TempDir
    Path directory;

    private final Map<String, Retention.Keep> keeps = new HashMap<>();
    private @Nullable SegmentStore opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private SegmentStore store(long capacityBytes) throws IOException {
        SegmentStore store = SegmentStore.open(
                new StoreConfig(directory, capacityBytes, 1 << 20, Duration.ofMinutes(1)),
                FaultyDisk.withoutSync(),
                owner -> keeps.getOrDefault(owner, Retention.Keep.PINNED));
        opened = store;
        return store;
    }

    @Test
    void pinnedChunksAreGivenUpForNobody() throws IOException {
        SegmentStore store = store(CAPACITY);
        keeps.put("new", Retention.Keep.evictable(1000));
        fill(store, "old", 0, 2 * FIT);
        assertThat(put(store, "new", 10_000)).isInstanceOf(PutOutcome.NoSpace.class);
        assertThat(put(store, "old", 10_001)).isInstanceOf(PutOutcome.NoSpace.class);
        assertThat(store.counters().chunksEvicted()).isZero();
    }

    @Test
    void theLowestPriorityIsGivenUpFirst() throws IOException {
        keeps.put("low", Retention.Keep.evictable(1));
        keeps.put("middle", Retention.Keep.evictable(2));
        keeps.put("high", Retention.Keep.evictable(3));
        SegmentStore store = store(CAPACITY);
        fill(store, "low", 0, FIT / 2);
        fill(store, "middle", 1000, FIT / 2 - 1);
        long middle = chunks(store, "middle");

        fill(store, "high", 2000, FIT / 4);
        assertThat(chunks(store, "high")).isEqualTo(FIT / 4);
        assertThat(chunks(store, "middle")).isEqualTo(middle);
        assertThat(chunks(store, "low")).isLessThanOrEqualTo(FIT / 4 + 1);

        fill(store, "pinned", 3000, 2 * FIT);
        assertThat(chunks(store, "pinned")).isGreaterThan(FIT * 9 / 10);
        assertThat(chunks(store, "low") + chunks(store, "middle") + chunks(store, "high"))
                .isLessThan(FIT / 10);
        assertThat(put(store, "low", 5000)).isInstanceOf(PutOutcome.NoSpace.class);
        assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(CAPACITY);
    }

    @Test
    void amongEqualsWhatIsReadMoreStays() throws IOException {
        keeps.put("a", Retention.Keep.evictable(0));
        keeps.put("b", Retention.Keep.evictable(0));
        SegmentStore store = store(CAPACITY);
        fill(store, "a", 0, FIT);
        for (int i = 0; i < 6 * (FIT / 2); i++) {
            read(store, i % (FIT / 2));
        }
        assertThat(put(store, "b", 1000)).as("nobody asked for it").isInstanceOf(PutOutcome.NoSpace.class);
        assertThat(wanted(store, "b", 1000)).isEqualTo(new PutOutcome.Stored());
        for (int n = 1001; n < 1001 + FIT / 3; n++) {
            wanted(store, "b", n);
            for (int i = 0; i < 4; i++) {
                read(store, (n + i * FIT / 8) % (FIT / 2));
            }
        }
        for (int n = 0; n < FIT / 2; n++) {
            assertThat(store.holds(chunk(n).id())).as("chunk %d", n).isTrue();
        }
        assertThat(chunks(store, "b")).isGreaterThan(FIT / 4);
    }

    @Test
    void aQuotaIsKeptAndItsOwnLeastReadGo() throws IOException {
        long quota = CAPACITY / 4;
        keeps.put("a", Retention.Keep.evictable(0).within(quota));
        keeps.put("b", Retention.Keep.PINNED.within(quota));
        SegmentStore store = store(CAPACITY);
        for (int n = 0; n < FIT; n++) {
            read(store, n);
            put(store, "a", n);
            put(store, "b", 5000 + n);
            assertThat(store.usage().owners().values()).allMatch(owner -> owner.usedBytes() <= quota);
        }
        assertThat(chunks(store, "b")).isGreaterThan(FIT / 5);
        for (int n = 0; n < FIT; n++) {
            read(store, n);
        }
        read(store, 1000);
        assertThat(put(store, "a", 1000)).as("read no more than others").isInstanceOf(PutOutcome.NoSpace.class);
        wanted(store, "a", 1002);
        assertThat(wanted(store, "a", 1001)).isEqualTo(new PutOutcome.Stored());
        assertThat(put(store, "b", 1003))
                .isInstanceOfSatisfying(
                        PutOutcome.NoSpace.class,
                        full -> assertThat(full.overQuota()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void shufflingMoreThanFitsDoesNotWashTheCacheOut(int times) throws IOException {
        keeps.put("a", Retention.Keep.evictable(0));
        SegmentStore store = store(CAPACITY);
        List<Integer> order = new ArrayList<>();
        for (int n = 0; n < times * FIT; n++) {
            order.add(n);
        }
        Random random = new Random(5);
        int epochs = 12;
        int hits = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(order, random);
            for (int n : order) {
                if (!read(store, n)) {
                    put(store, "a", n);
                } else if (epoch >= 2) {
                    hits++;
                }
            }
        }
        double held = (double) chunks(store, "a") / order.size();
        assertThat((double) hits / ((epochs - 2) * order.size())).isGreaterThan(0.97 * held);
        assertThat(held).isGreaterThan(0.92 / times);
    }

    @Test
    void whatNobodyReadsAnyMoreGoesHoweverPopularItWas() throws IOException {
        keeps.put("old", Retention.Keep.evictable(0));
        keeps.put("new", Retention.Keep.evictable(0));
        SegmentStore store = store(CAPACITY);
        int most = FIT * 97 / 100;
        for (int round = 0; round < 12; round++) {
            for (int n = 0; n < most; n++) {
                if (!read(store, n)) {
                    put(store, "old", n);
                }
            }
        }
        int reads = 0;
        while (chunks(store, "new") < FIT * 9 / 10 && reads < 20 * FIT) {
            int n = 1000 + reads++ % most;
            if (!read(store, n)) {
                put(store, "new", n);
            }
        }
        assertThat(reads).isLessThan(6 * FIT);
    }

    @Test
    void smallChunksAreMovedTogetherSoThatTheirSpaceIsOfUse() throws IOException {
        keeps.put("a", Retention.Keep.evictable(0));
        long capacity = 2 << 20;
        SegmentStore store = store(capacity);
        int stored = 0;
        for (int n = 0; n < 20_000; n++) {
            TestChunk chunk = new TestChunk(n, 1000);
            for (int i = 0; i < 3; i++) {
                read(store, chunk);
                read(store, new TestChunk(-n - 1, 1));
            }
            stored += chunk.putInto(store, "a") instanceof PutOutcome.Stored ? 1 : 0;
            assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(capacity);
        }
        assertThat(stored).isGreaterThan(3000);
        assertThat(chunks(store, "a")).isGreaterThan(900);
        for (int n = 0; n < 20_000; n++) {
            TestChunk chunk = new TestChunk(n, 1000);
            try (@Nullable StoredChunk held = store.open(chunk.id())) {
                if (held != null) {
                    assertThat(TestChunk.read(held)).isEqualTo(chunk.bytes());
                }
            }
        }
        assertThat(store.scrub(1L << 40).corrupt()).isZero();
    }

    private static TestChunk chunk(int n) {
        return new TestChunk(n, CHUNK);
    }

    private static PutOutcome put(SegmentStore store, String owner, int n) {
        return chunk(n).putInto(store, owner);
    }

    /** Four reads of it, with another between, before it is put. */
    private static PutOutcome wanted(SegmentStore store, String owner, int n) throws IOException {
        for (int i = 0; i < 4; i++) {
            read(store, n);
            read(store, -1);
        }
        return put(store, owner, n);
    }

    private static boolean read(SegmentStore store, int n) throws IOException {
        return read(store, chunk(n));
    }

    /** Whether it was there; of some the bytes are compared too. */
    private static boolean read(SegmentStore store, TestChunk chunk) throws IOException {
        try (@Nullable StoredChunk stored = store.open(chunk.id())) {
            if (stored != null && chunk.number() % 16 == 0) {
                assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
            }
            return stored != null;
        }
    }

    private static void fill(SegmentStore store, String owner, int from, int count) {
        for (int n = from; n < from + count; n++) {
            put(store, owner, n);
        }
    }

    private static long chunks(SegmentStore store, String owner) {
        StoreUsage.Owner usage = store.usage().owners().get(owner);
        return usage == null ? 0 : usage.chunks();
    }
}
