package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class FillBlocksTest {

    private static final int SIZE = 64;

    private final FillBlocks blocks = new FillBlocks(SIZE, 2);

    @Test
    void theMemoryThatCameBackLastIsTakenNext() {
        ByteBuf first = blocks.take();
        ByteBuf second = blocks.take().writeLong(7);
        first.release();
        second.release();

        ByteBuf again = blocks.take();
        assertThat(again.writerIndex()).isZero();
        assertThat(again.writableBytes()).isEqualTo(SIZE);
        assertThat(again.getLong(0)).isEqualTo(7);
        assertThat(blocks.reserved()).isEqualTo(2 * SIZE);
        again.release();
    }

    @Test
    void aBlockIsNotTakenAgainWhileASliceOfItIsOnItsWay() {
        ByteBuf block = blocks.take().writeLong(7);
        ByteBuf onItsWay = block.retainedSlice(0, 8);
        block.release();

        ByteBuf other = blocks.take().writeLong(9);
        assertThat(onItsWay.readLong()).isEqualTo(7);
        onItsWay.release();
        other.release();
    }

    @Test
    void moreThanItMayKeepGoesBack() {
        ByteBuf[] taken = {blocks.take(), blocks.take(), blocks.take()};
        assertThat(blocks.reserved()).isEqualTo(3 * SIZE);
        for (ByteBuf block : taken) {
            block.release();
        }
        assertThat(blocks.reserved()).isEqualTo(2 * SIZE);
    }

    @Test
    void nothingStaysAfterTheEnd() {
        ByteBuf idle = blocks.take();
        ByteBuf late = blocks.take();
        idle.release();
        blocks.close();
        assertThat(blocks.reserved()).isEqualTo(SIZE);
        late.release();
        assertThat(blocks.reserved()).isZero();
    }
}
