package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockViewTest {

    private static final int LENGTH = 64;

    private final AtomicInteger gone = new AtomicInteger();
    private final ByteBuf memory = Unpooled.directBuffer(2 * LENGTH, 2 * LENGTH).writeZero(2 * LENGTH);
    private final ByteBuf view =
            new BlockView(ByteBufAllocator.DEFAULT, memory, LENGTH / 2, LENGTH, gone::incrementAndGet);

    @AfterEach
    void end() {
        if (view.refCnt() > 0) {
            view.release();
        }
        memory.release();
    }

    @Test
    void whatIsPutThereIsInTheMemory() {
        assertThat(view.writableBytes()).isEqualTo(LENGTH);
        view.writeLong(7).writeLong(9);
        assertThat(memory.getLong(LENGTH / 2)).isEqualTo(7);
        assertThat(memory.getLong(LENGTH / 2 + Long.BYTES)).isEqualTo(9);
        assertThat(view.memoryAddress()).isEqualTo(memory.memoryAddress() + LENGTH / 2);
    }

    @Test
    void itTellsWhenTheLastPartIsGone() {
        view.writeLong(7);
        ByteBuf slice = view.retainedSlice(0, 4);
        view.release();
        assertThat(gone).hasValue(0);
        slice.release();
        assertThat(gone).hasValue(1);
    }

    /** As a decoder does that has understood what is before: behind it is where the next bytes belong. */
    @Test
    void nothingIsAppendedNorMoved() {
        view.writeLong(7).writeLong(9).readLong();
        ByteBuf more = Unpooled.copyLong(11);

        ByteBuf all = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ByteBufAllocator.DEFAULT, view, more);

        assertThat(all).isNotSameAs(view);
        assertThat(all.readLong()).isEqualTo(9);
        assertThat(all.readLong()).isEqualTo(11);
        all.release();
        assertThat(memory.getLong(LENGTH / 2)).isEqualTo(7);
        assertThat(memory.getLong(LENGTH / 2 + 2 * Long.BYTES)).isZero();
        assertThat(gone).hasValue(1);
    }

    @Test
    void whatWasReadStaysWhereItIs() {
        view.writeLong(7).writeLong(9).readLong();
        assertThat(view.discardSomeReadBytes().readerIndex()).isEqualTo(Long.BYTES);
        assertThat(memory.getLong(LENGTH / 2)).isEqualTo(7);
    }
}
