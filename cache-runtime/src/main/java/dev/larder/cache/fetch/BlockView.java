package dev.larder.cache.fetch;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.pipe.PipedPlace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Memory of another buffer as a buffer that counts its own references, so that one can tell when nobody has it any more.
 *
 * <p>A decoder that keeps what it has not understood yet neither appends to it nor moves it about, as it does with
 * buffers that are its alone: it has to copy. What is before those bytes may be where it belongs already, and what is
 * behind them may be where the next ones belong.
 */
final class BlockView extends UnpooledUnsafeDirectByteBuf implements PipedPlace {

    private final @Nullable Pipe pipe;
    private final Runnable gone;

    /** As below, with no pipe. */
    BlockView(ByteBufAllocator allocator, ByteBuf memory, int from, int length, Runnable gone) {
        this(allocator, memory, from, length, null, gone);
    }

    /**
     * Empty, with room for {@code length} bytes.
     *
     * @param pipe for the same bytes; null if they are not wanted there
     * @param memory has an address, and stays until {@code gone} was called, which is when the last reference went
     */
    BlockView(ByteBufAllocator allocator, ByteBuf memory, int from, int length, @Nullable Pipe pipe, Runnable gone) {
        super(allocator, memory.nioBuffer(from, length), length);
        this.pipe = pipe;
        this.gone = gone;
        clear();
    }

    @Override
    public @Nullable Pipe pipe() {
        return pipe;
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
