package dev.larder.cache.fetch;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;

/**
 * Blocks of memory that are used again: the one that came back last is taken next, as it is likely still in the processor's
 * cache. New memory costs more than the bytes that are put into it: the system makes its pages one by one, and both
 * the kernel and the JVM clear them.
 *
 * <p>A block comes back when its last slice is released, which may be on the way to a socket. Thread-safe.
 */
final class FillBlocks extends AbstractByteBufAllocator implements AutoCloseable {

    private final int blockBytes;
    private final int mostIdle;
    private final ArrayDeque<ByteBuf> idle = new ArrayDeque<>();
    private int taken;
    private boolean closed;

    /** @param mostIdle blocks that are kept although nobody uses them */
    FillBlocks(int blockBytes, int mostIdle) {
        super(true);
        this.blockBytes = blockBytes;
        this.mostIdle = mostIdle;
    }

    /** An empty block; what was in it before is not cleared. */
    ByteBuf take() {
        return directBuffer(blockBytes, blockBytes);
    }

    /** Memory of blocks in use and of idle ones, bytes. */
    synchronized long reserved() {
        return (long) (taken + idle.size()) * blockBytes;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (initialCapacity != blockBytes) {
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }
        ByteBuf last;
        synchronized (this) {
            last = idle.pollLast();
        }
        ByteBuf memory = last == null ? UnpooledByteBufAllocator.DEFAULT.directBuffer(blockBytes, blockBytes) : last;
        if (!memory.hasMemoryAddress()) {
            // A JVM that lets nobody see addresses. All works, with new memory for each block.
            return memory;
        }
        synchronized (this) {
            taken++;
        }
        return toLeakAwareBuffer(new BlockView(this, memory, 0, blockBytes, () -> cameBack(memory)));
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    private void cameBack(ByteBuf memory) {
        synchronized (this) {
            taken--;
            if (!closed && idle.size() < mostIdle) {
                idle.addLast(memory);
                return;
            }
        }
        memory.release();
    }

    /** Gives idle memory back now, and that of blocks in use once they come back. */
    @Override
    public void close() {
        ArrayDeque<ByteBuf> rest;
        synchronized (this) {
            closed = true;
            rest = new ArrayDeque<>(idle);
            idle.clear();
        }
        rest.forEach(ByteBuf::release);
    }
}
