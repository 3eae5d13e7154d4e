package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The 64 bytes before a chunk's data.
 *
 * @param mark what became of the chunk, as in {@link Mark}; outside the CRC, since it changes in place: a flipped mark
 *     costs a chunk or revives one, whose bytes then have to pass their own CRC
 */
record RecordHeader(ChunkId id, int length, int crc, byte mark) {

    static final int MARK_AT = 52;

    private static final int MAGIC = 0x4c526563;
    private static final int CRC_AT = 48;

    /** Puts 64 bytes at the buffer's position. */
    void encode(ByteBuffer buffer, long salt, long at) {
        int start = buffer.position();
        buffer.putInt(MAGIC).putInt(length).putLong(id.high()).putLong(id.low()).putInt(crc);
        buffer.putInt(0).putLong(salt).putLong(at).putInt(headerCrc(buffer, start));
        buffer.put(mark).put(new byte[Layout.RECORD_HEADER - MARK_AT - 1]);
    }

    /** The header at the buffer's position {@code start}, which is at {@code at} in its file; null if there is none. */
    static @Nullable RecordHeader decode(ByteBuffer buffer, int start, long salt, long at) {
        int length = buffer.getInt(start + 4);
        if (buffer.getInt(start) != MAGIC
                || length < 1
                || length > ChunkStore.MAX_CHUNK_BYTES
                || buffer.getLong(start + 32) != salt
                || buffer.getLong(start + 40) != at
                || buffer.getInt(start + CRC_AT) != headerCrc(buffer, start)) {
            return null;
        }
        ChunkId id = new ChunkId(buffer.getLong(start + 8), buffer.getLong(start + 16));
        return new RecordHeader(id, length, buffer.getInt(start + 24), buffer.get(start + MARK_AT));
    }

    private static int headerCrc(ByteBuffer buffer, int start) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(start + CRC_AT).position(start));
        return (int) crc.getValue();
    }
}
