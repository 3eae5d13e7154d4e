package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chunk that somebody stored who keeps it less well, and quotas that become smaller. */
class AdoptionTest {

    private static final long CAPACITY = 8 << 20;
    private static final int CHUNK = 60_000;
    private static final int FIT = (int) (CAPACITY / CHUNK);

    @TempDir
    Path directory;

    private final Map<String, Retention.Keep> keeps = new HashMap<>();
    private SegmentStore store;

    @BeforeEach
    void open() throws IOException {
        keeps.put("pool", Retention.Keep.evictable(Integer.MIN_VALUE));
        keeps.put("lazy", Retention.Keep.evictable(0));
        store = SegmentStore.open(
                new StoreConfig(directory, CAPACITY, 1 << 20, Duration.ofMinutes(1)),
                FaultyDisk.withoutSync(),
                owner -> keeps.getOrDefault(owner, Retention.Keep.PINNED));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatThePoolHoldsIsTheDatasetsOnlyWhenItIsAdopted() throws IOException {
        fill("pool", 0, 20);
        long used = store.usage().usedBytes();
        for (int n = 0; n < 10; n++) {
            assertThat(store.holds(chunk(n).id())).isTrue();
            assertThat(store.holdsFor("pool", chunk(n).id())).isTrue();
            assertThat(store.holdsFor("warm", chunk(n).id())).isFalse();
            assertThat(store.adopt("warm", chunk(n).id())).isEqualTo(new PutOutcome.Stored());
            assertThat(store.holdsFor("warm", chunk(n).id())).isTrue();
        }
        assertThat(chunks("warm")).isEqualTo(10);
        assertThat(chunks("pool")).isEqualTo(10);
        await().untilAsserted(() ->
                assertThat(store.usage().usedBytes()).as("kept twice nowhere").isLessThan(used + 100_000));
        fill("new", 1000, 2 * FIT);
        assertThat(chunks("pool")).as("given up for what is pinned").isZero();
        assertHeld(0, 10);
        store.drop("pool");
        assertHeld(0, 10);
    }

    @Test
    void onlyWhoKeepsItBetterAdopts() {
        fill("warm", 0, 1);
        fill("lazy", 1, 1);
        assertThat(store.adopt("lazy", chunk(0).id())).isEqualTo(new PutOutcome.AlreadyHeld());
        assertThat(store.adopt("other", chunk(0).id())).isEqualTo(new PutOutcome.AlreadyHeld());
        assertThat(store.adopt("pool", chunk(1).id())).isEqualTo(new PutOutcome.AlreadyHeld());
        keeps.put("as lazy", Retention.Keep.evictable(0));
        assertThat(store.adopt("as lazy", chunk(1).id())).as("kept equally").isEqualTo(new PutOutcome.AlreadyHeld());
        assertThat(store.adopt("warm", chunk(7).id())).isNull();
        assertThat(chunks("other")).isZero();
    }

    @Test
    void aFullStoreAdoptsToo() throws IOException {
        fill("pool", 0, 2 * FIT);
        long held = chunks("pool");
        int adopted = 0;
        for (int n = 0; n < 2 * FIT; n++) {
            adopted += store.adopt("warm", chunk(n).id()) instanceof PutOutcome.Stored ? 1 : 0;
            assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(CAPACITY);
        }
        assertThat(adopted).isGreaterThan((int) held / 2);
        assertThat(chunks("warm")).isEqualTo(adopted);
        for (int n = 0; n < 2 * FIT; n++) {
            if (store.holdsFor("warm", chunk(n).id())) {
                assertHeld(n, 1);
            }
        }
    }

    @Test
    void whatIsAdoptedSurvivesTheProcess() throws IOException {
        fill("pool", 0, 5);
        assertThat(store.adopt("warm", chunk(3).id())).isEqualTo(new PutOutcome.Stored());
        Path copy = directory.resolve("copy");
        StoreCopy.copy(directory, copy);
        try (SegmentStore again = StoreCopy.open(copy)) {
            assertThat(chunks(again, "warm")).isEqualTo(1);
            assertThat(chunks(again, "pool")).isEqualTo(4);
            assertThat(again.scrub(1L << 40).corrupt()).isZero();
        }
    }

    @Test
    void aQuotaAppliesToWhatIsAdopted() {
        keeps.put("small", Retention.Keep.PINNED.within(3 * CHUNK));
        fill("pool", 0, 5);
        for (int n = 0; n < 5; n++) {
            store.adopt("small", chunk(n).id());
        }
        assertThat(chunks("small")).isEqualTo(2);
        assertThat(store.adopt("small", chunk(4).id()))
                .isInstanceOfSatisfying(
                        PutOutcome.NoSpace.class,
                        full -> assertThat(full.overQuota()).isTrue());
    }

    @Test
    void aQuotaThatBecomesSmallerIsKept() throws IOException {
        keeps.put("b", Retention.Keep.evictable(0));
        fill("a", 0, FIT / 2);
        fill("b", 1000, FIT / 3);
        store.trim();
        assertThat(chunks("a")).isEqualTo(FIT / 2);
        keeps.put("a", Retention.Keep.PINNED.within(1 << 20));
        keeps.put("b", Retention.Keep.evictable(0).within(500_000));
        store.trim();
        // The last to go may leave its segment empty, which frees what was left of the pages of all that were in it.
        assertThat(used("a")).isBetween((1L << 20) - 4 * CHUNK, 1L << 20);
        assertThat(used("b")).isBetween(500_000L - 4 * CHUNK, 500_000L);
        keeps.put("a", Retention.Keep.PINNED.within(0));
        store.trim();
        assertThat(used("a")).isZero();
    }

    @Test
    void roomIsWhatIsFreeAndWhatGivesWay() {
        fill("pool", 0, 20);
        fill("lazy", 100, 20);
        fill("warm", 200, 20);
        long free = CAPACITY - store.usage().usedBytes();
        assertThat(store.room("pool")).isEqualTo(new Room(free, false));
        assertThat(store.room("lazy")).isEqualTo(new Room(free + used("pool"), false));
        assertThat(store.room("new")).isEqualTo(new Room(free + used("pool") + used("lazy"), false));
        keeps.put("warm", Retention.Keep.PINNED.within(used("warm") + 5));
        assertThat(store.room("warm")).isEqualTo(new Room(5, true));
        keeps.put("warm", Retention.Keep.PINNED.within(5));
        assertThat(store.room("warm")).isEqualTo(new Room(0, true));
    }

    private static TestChunk chunk(int n) {
        return new TestChunk(n, CHUNK);
    }

    private void fill(String owner, int from, int count) {
        for (int n = from; n < from + count; n++) {
            chunk(n).putInto(store, owner);
        }
    }

    private void assertHeld(int from, int count) throws IOException {
        for (int n = from; n < from + count; n++) {
            try (@Nullable StoredChunk held = store.open(chunk(n).id())) {
                assertThat(held).as("chunk %d", n).isNotNull();
                assertThat(held.verify()).isTrue();
                assertThat(TestChunk.read(held)).isEqualTo(chunk(n).bytes());
            }
        }
    }

    private long chunks(String owner) {
        return chunks(store, owner);
    }

    private static long chunks(SegmentStore store, String owner) {
        StoreUsage.Owner usage = store.usage().owners().get(owner);
        return usage == null ? 0 : usage.chunks();
    }

    private long used(String owner) {
        StoreUsage.Owner usage = store.usage().owners().get(owner);
        return usage == null ? 0 : usage.usedBytes();
    }
}
