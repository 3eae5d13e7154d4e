package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.ChunkId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkIndexTest {

    private record Place(int segment, int unit, int length, int crc) {}

    private final ChunkIndex index = new ChunkIndex();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesAsAMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<ChunkId, Place> model = new HashMap<>();
        for (int step = 0; step < 60_000; step++) {
            // Few different ids, some of which collide in all but a bit.
            ChunkId id = new ChunkId(random.nextInt(4), random.nextInt(1 << (step / 6000 + 3)));
            Place place = new Place(random.nextInt(9), random.nextInt(), random.nextInt(1, 1 << 27), random.nextInt());
            switch (random.nextInt(step % 20_000 < 12_000 ? 3 : 6)) {
                case 0, 1 -> {
                    boolean absent = model.putIfAbsent(id, place) == null;
                    assertThat(insert(id, place, (segment, unit) -> false)).isEqualTo(absent);
                }
                case 2 -> {
                    assertThat(insert(id, place, (segment, unit) -> true)).isTrue();
                    model.put(id, place);
                }
                default -> assertThat(index.remove(id, Place::new)).isEqualTo(model.remove(id));
            }
            ChunkId other = new ChunkId(random.nextInt(4), random.nextInt(1 << (step / 6000 + 3)));
            assertThat(index.find(other, Place::new)).isEqualTo(model.get(other));
        }
        assertThat(index.size()).isEqualTo(model.size());
        assertThat(contents()).isEqualTo(model);
        index.removeAll((segment, unit) -> segment % 2 == 0);
        model.values().removeIf(place -> place.segment % 2 == 0);
        assertThat(contents()).isEqualTo(model);
        model.forEach((id, place) -> assertThat(index.find(id, Place::new)).isEqualTo(place));
        index.removeAll((segment, unit) -> true);
        assertThat(index.size()).isZero();
    }

    @Test
    void aRemovalThatIsDeclinedChangesNothing() {
        ChunkId id = new ChunkId(1, 2);
        Place place = new Place(1, 2, 3, 4);
        insert(id, place, (segment, unit) -> false);
        assertThat(index.<Place>remove(id, (segment, unit, length, crc) -> null))
                .isNull();
        assertThat(index.find(id, Place::new)).isEqualTo(place);
    }

    @Test
    void verificationCountsOnlyForThePlaceThatWasRead() {
        ChunkId id = new ChunkId(1, 2);
        insert(id, new Place(1, 2, 3 | IndexShard.UNVERIFIED, 4), (segment, unit) -> false);
        index.verified(id, 1, 3);
        index.verified(new ChunkId(1, 3), 1, 2);
        assertThat(index.find(id, Place::new)).isEqualTo(new Place(1, 2, 3 | IndexShard.UNVERIFIED, 4));
        index.verified(id, 1, 2);
        assertThat(index.find(id, Place::new)).isEqualTo(new Place(1, 2, 3, 4));
    }

    /** The goal is 32 MB for the 262,144 chunks of 4 MiB of one TiB, and 512 MB for 8,388,608 of 128 KiB: 61 bytes each. */
    @Test
    void aChunkTakesLittleHeap() {
        SplittableRandom random = new SplittableRandom(1);
        int chunks = 1 << 18;
        long before = heap();
        for (int i = 0; i < chunks; i++) {
            index.insert(new ChunkId(random.nextLong(), random.nextLong()), i, i, i, i, (segment, unit) -> false);
        }
        double each = (double) (heap() - before) / chunks;
        assertThat(index.size()).isEqualTo(chunks);
        assertThat(each).as("bytes per chunk").isLessThan(50);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private boolean insert(ChunkId id, Place place, IndexShard.Chosen replace) {
        return index.insert(id, place.segment, place.unit, place.length, place.crc, replace);
    }

    private Map<ChunkId, Place> contents() {
        Map<ChunkId, Place> contents = new HashMap<>();
        List<ChunkId> twice = new ArrayList<>();
        index.forEach((high, low, segment, unit, length, crc) -> {
            ChunkId id = new ChunkId(high, low);
            if (contents.put(id, new Place(segment, unit, length, crc)) != null) {
                twice.add(id);
            }
        });
        assertThat(twice).isEmpty();
        return contents;
    }
}
