package dev.larder.cache.fetch;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.store.BlockSums;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
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

    /** For less a place is not worth its while: what belongs elsewhere may come with it in one read. */
    private static final int LEAST_PLACE = 4 << 10;

    private final FillMemory memory;
    private final int length;
    private final @Nullable ByteBuf[] blocks;
    private final int[] sums;
    private final FillPipes pipes;
    private boolean hasMemory;
    /** Blocks before this one were given back: nobody will read them. */
    private int kept;

    private int written;
    /** Where somebody may be putting what comes next. */
    private @Nullable ByteBuf place;

    /** @param length of the chunk, bytes */
    FillBody(FillMemory memory, int length) {
        this.memory = memory;
        this.length = length;
        int count = (length + ChunkFill.BLOCK - 1) / ChunkFill.BLOCK;
        this.blocks = new ByteBuf[count];
        this.sums = new int[count];
        this.pipes = new FillPipes(memory.pipes(), count);
    }

    /** Needs no memory. */
    boolean hasMemory() {
        return hasMemory;
    }

    /** Needs no memory. */
    int written() {
        return written;
    }

    /** Memory for it was granted. Each block is taken when its first byte comes, so that it is one that was given back just now. */
    void allocate() {
        hasMemory = true;
    }

    /** Needs no memory. True if there was some: then it is for the caller to give it back to the budget. */
    boolean free() {
        if (!hasMemory) {
            return false;
        }
        hasMemory = false;
        pipes.spoilt();
        for (int i = 0; i < blocks.length; i++) {
            release(i);
        }
        return true;
    }

    /** Gives back the memory of all blocks that end at this byte or before it. */
    void giveBack(int to) {
        int past = to == length ? blocks.length : to / ChunkFill.BLOCK;
        for (; kept < past; kept++) {
            release(kept);
        }
    }

    /** Some of it was given back. Needs no memory. */
    boolean isSpent() {
        return kept > 0;
    }

    private void release(int index) {
        ByteBuf block = blocks[index];
        blocks[index] = null;
        pipes.free(index);
        if (block != null) {
            block.release();
        }
    }

    /** Forgets what was written beyond {@code to}. Needs no memory. */
    void rewind(int to) {
        written = to;
        pipes.spoilt();
        for (int i = 0; i < blocks.length; i++) {
            if ((long) i * ChunkFill.BLOCK >= to) {
                pipes.free(i);
            }
            ByteBuf block = blocks[i];
            if (block != null) {
                block.writerIndex(Math.clamp(to - (long) i * ChunkFill.BLOCK, 0, block.capacity()));
            }
        }
    }

    /** As {@link FillReader#takesPipes}. Needs no memory. */
    void wantPipes() {
        pipes.want();
    }

    /** As {@link FillPipes#unwant}. Needs no memory. */
    void unwantPipes() {
        pipes.unwant();
    }

    /** As {@link FillReader#pipe}. Needs no memory. */
    @Nullable
    Pipe pipe(int from) {
        return pipes.take(from / ChunkFill.BLOCK);
    }

    /**
     * As {@link RunSink#place}.
     *
     * @param piped who asks can put the bytes into a pipe too
     */
    @Nullable
    ByteBuf place(int most, boolean piped) {
        if (written == length) {
            return null;
        }
        ByteBuf block = block(written / ChunkFill.BLOCK);
        int count = Math.min(most, block.writableBytes());
        if (count < LEAST_PLACE || !block.hasMemoryAddress()) {
            return null;
        }
        Pipe pipe = piped ? pipes.next(block.writerIndex()) : null;
        ByteBuf made =
                new BlockView(block.alloc(), block.retain(), block.writerIndex(), count, pipe, () -> block.release());
        place = made;
        return made;
    }

    /**
     * Another source has its turn. Whoever has a place from the one before may still be reading into it: then what
     * comes next gets other memory, and that is left to him.
     */
    void takeBackPlace() {
        ByteBuf last = place;
        place = null;
        if (last == null || last.refCnt() == 0 || !hasMemory || written == length) {
            return;
        }
        int index = written / ChunkFill.BLOCK;
        ByteBuf old = blocks[index];
        if (old == null) {
            return;
        }
        ByteBuf other = memory.allocate(old.capacity());
        blocks[index] = other.writeBytes(old, 0, old.writerIndex());
        old.release();
    }

    /** Appends; never more than is missing. What is in its place already stays there. */
    void write(ByteBuffer bytes) {
        while (bytes.hasRemaining() && written < length) {
            int index = written / ChunkFill.BLOCK;
            ByteBuf block = block(index);
            int count = Math.min(bytes.remaining(), block.writableBytes());
            ByteBuffer part = bytes.slice(bytes.position(), count);
            ByteBuffer target = block.nioBuffer(block.writerIndex(), count);
            if (!isSame(part, target)) {
                // Of a place of which something had to be left out, it moves down.
                target.put(part);
                pipes.spoilt();
            }
            block.writerIndex(block.writerIndex() + count);
            bytes.position(bytes.position() + count);
            written += count;
            if (!block.isWritable()) {
                sums[index] = sum(block);
                pipes.whole(index, block.capacity());
            }
        }
    }

    private static boolean isSame(ByteBuffer part, ByteBuffer target) {
        return part.isDirect()
                && MemorySegment.ofBuffer(part).address()
                        == MemorySegment.ofBuffer(target).address();
    }

    /** Of [from, to), which must be written, and be a block or the whole chunk. Needs no memory. */
    int crc32c(int from, int to) {
        return to - from <= ChunkFill.BLOCK ? sums[from / ChunkFill.BLOCK] : sums().crc32c();
    }

    /** Of the chunk, all of which must be written. Needs no memory. */
    BlockSums sums() {
        return BlockSums.of(length, sums);
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
            if (!hasMemory || index < kept) {
                throw new IllegalStateException("no memory for block " + index);
            }
            block = memory.allocate(Math.min(ChunkFill.BLOCK, length - index * ChunkFill.BLOCK));
            blocks[index] = block;
        }
        return block;
    }

    private static int sum(ByteBuf block) {
        CRC32C crc = new CRC32C();
        crc.update(block.nioBuffer(0, block.writerIndex()));
        return (int) crc.getValue();
    }
}
