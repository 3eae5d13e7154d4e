package dev.larder.cache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class KeptReadBuffersTest {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final KeptReadBuffers buffers = new KeptReadBuffers(1_024, 1);

    @Test
    void theSameMemoryIsUsedAgainOnceItWasGivenBack() {
        var first = buffers.newHandle().allocate(memory);
        first.writeInt(7);
        long address = first.memoryAddress();
        first.release();
        var second = buffers.newHandle().allocate(memory);
        assertThat(second.memoryAddress()).isEqualTo(address);
        assertThat(second.readableBytes()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isEqualTo(1_024);
        second.release();
    }

    @Test
    void whatSomebodyKeepsIsNotWrittenOver() {
        var handle = buffers.newHandle();
        var first = handle.allocate(memory);
        first.writeInt(7);
        var part = first.readRetainedSlice(4);
        first.release();
        var second = handle.allocate(memory);
        second.writeInt(8);
        assertThat(part.getInt(0)).isEqualTo(7);
        part.release();
        assertThat(memory.metric().usedDirectMemory()).isEqualTo(1_024);
        second.release();
    }

    /** Or a decoder would go on writing where the next read goes. */
    @Test
    void whatIsLentIsNobodysAlone() {
        var lent = buffers.newHandle().allocate(memory);
        assertThat(lent.refCnt()).isEqualTo(2);
        lent.release();
    }
}
