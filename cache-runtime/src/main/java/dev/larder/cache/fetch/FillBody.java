package dev.larder.cache.fetch;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a chunk that arrives, in blocks that are summed one by one. It has memory or has not; only what is said to
 * need none may be called without. Not thread-safe: the fill's lock guards it.
 */
final class FillBody {

    private final FillMemory memory;
    private final int length;
    private final @Nullable ByteBuf[] blocks;
    private final int[] sums;
    private boolean hasMemory;
    private int written;

    /** @param length of the chunk, bytes */
    FillBody(FillMemory memory, int length) {
        this.memory = memory;
        this.length = length;
        int count = (length + ChunkFill.BLOCK - 1) / ChunkFill.BLOCK;
        this.blocks = new ByteBuf[count];
        this.sums = new int[count];
    }

    /** Needs no memory. */
    boolean hasMemory() {
        return hasMemory;
    }

    /** Needs no memory. */
    int written() {
        return written;
    }

    /** Memory for it was granted. */
    void allocate() {
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = memory.allocate(Math.min(ChunkFill.BLOCK, length - i * ChunkFill.BLOCK));
        }
        hasMemory = true;
    }

    /** Needs no memory. True if there was some: then it is for the caller to give it back to the budget. */
    boolean free() {
        if (!hasMemory) {
            return false;
        }
        hasMemory = false;
        for (int i = 0; i < blocks.length; i++) {
            block(i).release();
            blocks[i] = null;
        }
        return true;
    }

    /** Forgets what was written beyond {@code to}. Needs no memory. */
    void rewind(int to) {
        written = to;
        for (int i = 0; i < blocks.length; i++) {
            ByteBuf block = blocks[i];
            if (block != null) {
                block.writerIndex(Math.clamp(to - (long) i * ChunkFill.BLOCK, 0, block.capacity()));
            }
        }
    }

    /** Appends; never more than is missing. */
    void write(ByteBuffer bytes) {
        while (bytes.hasRemaining() && written < length) {
            int index = written / ChunkFill.BLOCK;
            ByteBuf block = block(index);
            int count = Math.min(bytes.remaining(), block.writableBytes());
            block.writeBytes(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            written += count;
            if (!block.isWritable()) {
                sums[index] = sum(block);
            }
        }
    }

    /** Of [from, to), which must be written, begin at a block and end at one or at the chunk's end. Needs no memory. */
    int crc32c(int from, int to) {
        int crc = 0;
        for (int position = from; position < to; position += ChunkFill.BLOCK) {
            crc = Crc32cParts.combine(
                    crc, sums[position / ChunkFill.BLOCK], Math.min(ChunkFill.BLOCK, length - position));
        }
        return crc;
    }

    /** What is written, valid while there is memory. */
    List<ByteBuffer> bytes() {
        List<ByteBuffer> parts = new ArrayList<>(blocks.length);
        for (int i = 0; i < blocks.length; i++) {
            ByteBuf block = block(i);
            parts.add(block.nioBuffer(0, block.writerIndex()));
        }
        return parts;
    }

    /** Bytes that are written, as a buffer that the caller releases and that stays valid. */
    ByteBuf slice(int offset, int count) {
        return FillBytes.slice(blocks, offset, count);
    }

    private ByteBuf block(int index) {
        ByteBuf block = blocks[index];
        if (block == null) {
            throw new IllegalStateException("no memory yet for block " + index);
        }
        return block;
    }

    private static int sum(ByteBuf block) {
        CRC32C crc = new CRC32C();
        crc.update(block.nioBuffer(0, block.writerIndex()));
        return (int) crc.getValue();
    }
}
