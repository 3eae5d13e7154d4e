package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts the power at random moments: what was synced is there, and what is served is right. */
class PowerCutTest {

    private static final List<String> OWNERS = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private static final int SMALL = 1_500;

    private long wrong;
    private long lost;

    @Test
    void whatWasSyncedSurvivesAndNothingWrongIsServed() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            run(seed);
        }
        assertThat(wrong).as("torn chunks behind footers that survived").isPositive();
        assertThat(lost).as("chunks that were not synced and did not survive").isPositive();
    }

    private void run(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Path live = directory.resolve("live" + seed);
        Path cut = directory.resolve("cut" + seed);
        PowerCutDisk disk = new PowerCutDisk();
        Set<Long> put = new HashSet<>();
        Set<Long> synced = new HashSet<>();
        try (SegmentStore store = SegmentStore.open(config(live), disk)) {
            long operations = random.nextLong(5, 100);
            for (long n = 0; n < operations; n++) {
                long number = n;
                String owner = OWNERS.get((int) (n % 3));
                assertThat(TestChunk.of(n).putInto(store, owner)).isEqualTo(new PutOutcome.Stored());
                put.add(n);
                if (random.nextInt(10) == 0) {
                    store.sync(owner);
                    put.stream().filter(p -> p % 3 == number % 3).forEach(synced::add);
                }
                if (random.nextInt(10) == 0) {
                    long gone = random.nextLong(n + 1);
                    store.remove(TestChunk.of(gone).id());
                    put.remove(gone);
                    synced.remove(gone);
                }
            }
            disk.cut(live, cut, random);
        }
        try (SegmentStore store = SegmentStore.open(config(cut), FaultyDisk.withoutSync())) {
            for (long n = 0; n < 100; n++) {
                TestChunk chunk = TestChunk.of(n);
                try (StoredChunk stored = store.open(chunk.id())) {
                    boolean right = stored != null && stored.verify();
                    if (stored != null && right) {
                        assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
                    }
                    assertThat(right || !synced.contains(n))
                            .as("seed %d, synced chunk %d", seed, n)
                            .isTrue();
                    wrong += stored != null && !right ? 1 : 0;
                    lost += stored == null && put.contains(n) ? 1 : 0;
                }
            }
            assertThat(store.usage().failure()).isNull();
        }
    }

    /** What is trimmed frees the space of small chunks by moving others, which were synced and are promised. */
    @Test
    void whatAPinnedOwnerKeepsOfALowerQuotaSurvivesToo() throws IOException {
        for (int seed = 0; seed < 8; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path live = directory.resolve("trimmed" + seed);
            Path cut = directory.resolve("trimmed-cut" + seed);
            PowerCutDisk disk = new PowerCutDisk();
            AtomicLong quota = new AtomicLong(Long.MAX_VALUE);
            List<TestChunk> kept = new ArrayList<>();
            try (SegmentStore store =
                    SegmentStore.open(config(live), disk, owner -> Retention.Keep.PINNED.within(quota.get()))) {
                for (long n = 0; n < SMALL; n++) {
                    assertThat(new TestChunk(n, 1000).putInto(store, "a")).isEqualTo(new PutOutcome.Stored());
                }
                store.sync("a");
                Path last = StoreCopy.segments(live).getLast();
                quota.set(SMALL * 1000L / 3);
                store.trim();
                assertThat(store.usage().usedBytes()).isLessThanOrEqualTo(quota.get());
                for (long n = 0; n < SMALL; n++) {
                    TestChunk chunk = new TestChunk(n, 1000);
                    if (store.holds(chunk.id())) {
                        kept.add(chunk);
                    }
                }
                assertThat(StoreCopy.segments(live).getLast())
                        .as("what moved went to a new segment")
                        .isNotEqualTo(last);
                disk.cut(live, cut, random);
            }
            assertThat(kept).hasSizeGreaterThan(SMALL / 6);
            try (SegmentStore store = SegmentStore.open(config(cut), FaultyDisk.withoutSync())) {
                for (TestChunk chunk : kept) {
                    try (StoredChunk stored = store.open(chunk.id())) {
                        assertThat(stored != null && stored.verify())
                                .as("seed %d, chunk %d", seed, chunk.number())
                                .isTrue();
                    }
                }
            }
        }
    }

    private static StoreConfig config(Path directory) {
        return new StoreConfig(directory, 256 << 20, 256 << 10, Duration.ofHours(1));
    }
}
