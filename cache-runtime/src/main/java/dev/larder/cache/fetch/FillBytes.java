package dev.larder.cache.fetch;

import dev.larder.cache.store.StoredChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes of a fill as buffers of their own: from its memory, or from the file they have just been written to. */
final class FillBytes {

    private FillBytes() {}

    static ByteBuf slice(@Nullable ByteBuf[] blocks, int offset, int count) {
        if (count == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        int first = offset / ChunkFill.BLOCK;
        int last = (offset + count - 1) / ChunkFill.BLOCK;
        ByteBuf[] parts = new ByteBuf[last - first + 1];
        for (int i = first; i <= last; i++) {
            int start = i * ChunkFill.BLOCK;
            int from = Math.max(offset - start, 0);
            int to = Math.min(offset + count - start, ChunkFill.BLOCK);
            ByteBuf block = blocks[i];
            if (block == null) {
                throw new IllegalStateException("block " + i + " is gone");
            }
            parts[i - first] = block.retainedSlice(from, to - from);
        }
        return parts.length == 1 ? parts[0] : Unpooled.wrappedBuffer(parts.length, parts);
    }

    /** The file's pages are still in memory, as they were written a moment ago, so this does not wait for a disk. */
    static ByteBuf readBack(StoredChunk chunk, int offset, int count) {
        ByteBuf buffer = Unpooled.directBuffer(count, count);
        try {
            ByteBuffer target = buffer.nioBuffer(0, count);
            long position = chunk.position() + offset;
            while (target.hasRemaining()) {
                int read = chunk.channel().read(target, position);
                if (read < 0) {
                    throw new IOException("file ends before its chunk does");
                }
                position += read;
            }
            return buffer.writerIndex(count);
        } catch (IOException e) {
            buffer.release();
            throw new IllegalStateException("chunk " + chunk.id() + " could not be read back: " + e.getMessage(), e);
        }
    }
}
