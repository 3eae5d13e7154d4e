package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSumsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 10_001, BlockSums.BLOCK, BlockSums.BLOCK + 1, 2 * BlockSums.BLOCK, 3 * BlockSums.BLOCK - 7})
    void sumsAreThoseOfTheBlocksAndMakeUpThatOfTheWhole(int length) {
        TestChunk chunk = new TestChunk(5, length);
        BlockSums sums = BlockSums.of(chunk.pieces());

        assertThat(sums.length()).isEqualTo(length);
        assertThat(sums.crc32c()).isEqualTo(chunk.crc());
        byte[] bytes = chunk.bytes();
        for (int from = 0; from < length; from += BlockSums.BLOCK) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, from, Math.min(BlockSums.BLOCK, length - from));
            assertThat(sums.of(from)).isEqualTo((int) crc.getValue());
        }
    }

    @Test
    void aTableProvesItselfAgainstTheSumOfTheWhole() {
        TestChunk chunk = new TestChunk(6, 3 * BlockSums.BLOCK + 5);
        BlockSums sums = BlockSums.of(chunk.pieces());
        ByteBuffer table = ByteBuffer.allocate(BlockSums.encodedBytes(chunk.length()));
        sums.encode(table);
        assertThat(table.hasRemaining()).isFalse();

        BlockSums decoded = BlockSums.decode(table.flip(), chunk.length(), chunk.crc());
        assertThat(Objects.requireNonNull(decoded)).isEqualTo(sums);
        for (int bit = 0; bit < 8 * table.limit(); bit++) {
            byte[] lying = table.array().clone();
            lying[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(BlockSums.decode(ByteBuffer.wrap(lying), chunk.length(), chunk.crc()))
                    .as("bit %d", bit)
                    .isNull();
        }
        assertThat(BlockSums.decode(ByteBuffer.allocate(table.limit()), chunk.length(), chunk.crc()))
                .as("where there is none")
                .isNull();
    }
}
