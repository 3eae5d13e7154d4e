package dev.larder.cache.peer;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.BlockSums;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer to a request for chunks: frames, each a type byte and what follows from it. How many bytes a
 * block or chunk has follows from the manifest.
 *
 * <pre>
 * ALIVE   1                              the source is still working on it
 * BLOCK   2, chunk, from, CRC32C, bytes  256 KiB of the chunk (or its rest) that begin at this byte of it
 * CHUNK   3, chunk, 0, CRC32C, bytes     a whole chunk
 * FAILED  4, reason, length, text        no more will come
 * SUMMED  5, chunk, 0, CRC32C, CRC32Cs of the chunk's blocks, bytes
 *                                        a whole chunk; only to who says that he understands it
 * </pre>
 *
 * A chunk is either one SUMMED or CHUNK, as it lies on the disk, or BLOCKs while it is arriving at the sender. The receiver makes
 * no byte readable before its CRC was compared: of a CHUNK only when all of it is there, of a SUMMED block by block, since the
 * sums of the blocks prove themselves against that of the chunk. CHUNK is what versions understand that are older
 * than SUMMED, and what chunks are sent as that such a version has stored.
 *
 * <p>Every frame with bytes names their chunk by its id (16 bytes), which also tells the blob, its ETag and the index,
 * and where in it they begin (4 bytes). The sender takes the name from what it reads the bytes from, not from a count of
 * what it has sent, and the receiver takes nothing but what is next: so a sender that lost count is refused, although
 * its checksums are right.
 */
final class Frames {

    static final int ALIVE = 1;
    static final int BLOCK = 2;
    static final int CHUNK = 3;
    static final int FAILED = 4;
    static final int SUMMED = 5;

    /** Longest text of a FAILED frame, bytes. */
    static final int LONGEST_TEXT = 2_000;

    /** Of the head of a frame with bytes: what follows its type. */
    static final int HEAD = 24;

    private Frames() {}

    static ByteBuf alive(ByteBufAllocator allocator) {
        return allocator.buffer(1).writeByte(ALIVE);
    }

    /** Everything of the frame but the bytes. */
    static ByteBuf head(ByteBufAllocator allocator, int type, ChunkId chunk, int from, int crc32c) {
        return allocator
                .buffer(1 + HEAD)
                .writeByte(type)
                .writeLong(chunk.high())
                .writeLong(chunk.low())
                .writeInt(from)
                .writeInt(crc32c);
    }

    /** Everything of a {@link #SUMMED} frame but the bytes. */
    static ByteBuf summed(ByteBufAllocator allocator, ChunkId chunk, BlockSums sums) {
        int table = BlockSums.encodedBytes(sums.length());
        ByteBuf head = allocator
                .buffer(1 + HEAD + table)
                .writeByte(SUMMED)
                .writeLong(chunk.high())
                .writeLong(chunk.low())
                .writeInt(0)
                .writeInt(sums.crc32c());
        sums.encode(head.nioBuffer(head.writerIndex(), table));
        return head.writerIndex(head.writerIndex() + table);
    }

    static ByteBuf failed(ByteBufAllocator allocator, FillFailure failure) {
        byte[] text = failure.message().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, LONGEST_TEXT);
        return allocator
                .buffer(4 + length)
                .writeByte(FAILED)
                .writeByte(failure.reason().code())
                .writeShort(length)
                .writeBytes(text, 0, length);
    }

    static FillFailure failure(int code, ByteBuf text) {
        return new FillFailure(Reason.ofCode(code), text.toString(StandardCharsets.UTF_8));
    }
}
