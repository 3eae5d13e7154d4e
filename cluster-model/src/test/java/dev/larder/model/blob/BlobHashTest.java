package dev.larder.model.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlobHashTest {
    private static final BlobRef BLOB = new BlobRef("contoso", "train", "imagenet/a.tar");
    private static final Geometry GEOMETRY = new Geometry(4 << 20, 16 << 20);

    @Test
    void neverChangesMeaning() {
        BlobHash hash = BlobHash.of(BLOB, "0x8DC");
        assertThat(hash).hasToString("89aad1be81f9fd8dd3df2262bcf8411a");
        assertThat(hash.chunk(GEOMETRY, 7)).hasToString("07e1eade9c7ccdfbbcbfbede77d18b50");
        assertThat(hash.extent(7)).isEqualTo(8109181162583151276L);
    }

    @Test
    void everyPartCountsAndPartsDoNotRunTogether() {
        Set<BlobHash> hashes = new HashSet<>();
        hashes.add(BlobHash.of(BLOB, "1"));
        hashes.add(BlobHash.of(BLOB, "2"));
        hashes.add(BlobHash.of(new BlobRef("contoso2", "train", "imagenet/a.tar"), "1"));
        hashes.add(BlobHash.of(new BlobRef("contoso", "train2", "imagenet/a.tar"), "1"));
        hashes.add(BlobHash.of(new BlobRef("contoso", "train", "imagenet/a.tar2"), "1"));
        hashes.add(BlobHash.of(new BlobRef("contoso", "train", "imagenet/a.tar1"), ""));
        hashes.add(BlobHash.of(new BlobRef("contosot", "rain", "imagenet/a.tar"), "1"));
        assertThat(hashes).hasSize(7);
    }

    @Test
    void chunksOfOneBlobHaveDistinctIdsAlsoAcrossChunkSizes() {
        BlobHash hash = BlobHash.of(BLOB, "1");
        Set<ChunkId> ids = new HashSet<>();
        Set<Long> extents = new HashSet<>();
        for (long i = 0; i < 10_000; i++) {
            ids.add(hash.chunk(GEOMETRY, i));
            ids.add(hash.chunk(new Geometry(8 << 20, 16 << 20), i));
            extents.add(hash.extent(i));
        }
        assertThat(ids).hasSize(20_000);
        assertThat(extents).hasSize(10_000);
    }

    @Test
    void mixIsABijectionThatSpreadsEveryBit() {
        int[] flips = new int[64];
        for (int bit = 0; bit < 64; bit++) {
            for (long value = 0; value < 500; value++) {
                flips[bit] += Long.bitCount(
                        Mix.mix(value * 0x9e3779b97f4a7c15L) ^ Mix.mix(value * 0x9e3779b97f4a7c15L ^ 1L << bit));
            }
        }
        assertThat(Arrays.stream(flips)).allMatch(f -> f > 500 * 28 && f < 500 * 36);
    }
}
