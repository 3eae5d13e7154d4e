package dev.larder.model.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeometryTest {
    private static final Geometry SMALL = new Geometry(1024, 4096);

    @Test
    void aBlobOfZeroBytesHasNothing() {
        assertThat(SMALL.chunkCount(0)).isZero();
        assertThat(SMALL.extentCount(0)).isZero();
        assertThatThrownBy(() -> SMALL.chunkLength(0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void chunksAndExtentsCoverEachBlobExactly() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 1000; round++) {
            long size = random.nextLong(1, 40_000);
            long chunkBytes = 0;
            for (long c = 0; c < SMALL.chunkCount(size); c++) {
                chunkBytes += SMALL.chunkLength(size, c);
            }
            long chunks = 0;
            long extentBytes = 0;
            for (long e = 0; e < SMALL.extentCount(size); e++) {
                assertThat(SMALL.firstChunk(e)).isEqualTo(chunks);
                for (int c = 0; c < SMALL.chunksInExtent(size, e); c++) {
                    assertThat(SMALL.extentOfChunk(chunks + c)).isEqualTo(e);
                }
                chunks += SMALL.chunksInExtent(size, e);
                extentBytes += SMALL.extentLength(size, e);
            }
            assertThat(chunkBytes).isEqualTo(size);
            assertThat(extentBytes).isEqualTo(size);
            assertThat(chunks).isEqualTo(SMALL.chunkCount(size));
        }
    }

    @Test
    void sizesNearTheLimitDoNotOverflow() {
        assertThat(SMALL.chunkCount(Long.MAX_VALUE)).isEqualTo((Long.MAX_VALUE >>> 10) + 1);
        assertThat(SMALL.chunkLength(Long.MAX_VALUE, SMALL.chunkCount(Long.MAX_VALUE) - 1))
                .isEqualTo(1023);
        assertThatIllegalArgumentException().isThrownBy(() -> SMALL.chunkCount(-1));
    }

    @Test
    void sizesArePowersOfTwoWithinBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(0, 4096));
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(3000, 4096));
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(512, 4096));
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(4096, 2048));
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(4096, 5000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(Integer.MIN_VALUE, Integer.MIN_VALUE));
    }
}
