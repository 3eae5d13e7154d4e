package dev.larder.cache.peer;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer to a request for chunks: frames, each a type byte and what follows from it. How many bytes a
 * block or chunk has follows from the manifest.
 *
 * <pre>
 * ALIVE   1                          the source is still working on it
 * BLOCK   2, CRC32C, bytes           the next 256 KiB (or the rest) of the chunk
 * CHUNK   3, CRC32C, bytes           a whole chunk
 * FAILED  4, reason, length, text    no more will come
 * </pre>
 *
 * A chunk is either one CHUNK, as it lies on the disk, or BLOCKs while it is arriving at the sender. The receiver makes
 * no byte readable before its CRC was compared.
 */
final class Frames {

    static final int ALIVE = 1;
    static final int BLOCK = 2;
    static final int CHUNK = 3;
    static final int FAILED = 4;

    /** Longest text of a FAILED frame, bytes. */
    static final int LONGEST_TEXT = 2_000;

    private Frames() {}

    static ByteBuf alive(ByteBufAllocator allocator) {
        return allocator.buffer(1).writeByte(ALIVE);
    }

    /** Everything of the frame but the bytes. */
    static ByteBuf head(ByteBufAllocator allocator, int type, int crc32c) {
        return allocator.buffer(5).writeByte(type).writeInt(crc32c);
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
