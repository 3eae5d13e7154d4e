package dev.larder.cache.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;

/**
 * Memory of another buffer as a buffer that counts its own references, so that one can tell when nobody has it any more.
 *
 * <p>A decoder that keeps what it has not understood yet neither appends to it nor moves it about, as it does with
 * buffers that are its alone: it has to copy. What is before those bytes may be where it belongs already, and what is
 * behind them may be where the next ones belong.
 */
final class BlockView extends UnpooledUnsafeDirectByteBuf {

    private final Runnable gone;

    /**
     * Empty, with room for {@code length} bytes.
     *
     * @param memory has an address, and stays until {@code gone} was called, which is when the last reference went
     */
    BlockView(ByteBufAllocator allocator, ByteBuf memory, int from, int length, Runnable gone) {
        super(allocator, memory.nioBuffer(from, length), length);
        this.gone = gone;
        clear();
    }

    @Override
    public int maxWritableBytes() {
        return 0;
    }

    @Override
    public BlockView discardSomeReadBytes() {
        return this;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        gone.run();
    }
}
