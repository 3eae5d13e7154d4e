package dev.larder.cache.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 512 bytes of a segment file.
 *
 * @param salt a random number that every record header and the footer repeat, so that cached data which looks like a
 *     record (say, a copy of a store's own files) is never taken for one
 */
record SegmentHeader(long salt, String owner) {

    private static final long MAGIC = 0x4c61726465725367L;
    private static final int OWNER_AT = 24;
    private static final int CRC_AT = Layout.SEGMENT_HEADER - 4;

    ByteBuffer encode() {
        byte[] name = owner.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(Layout.SEGMENT_HEADER);
        buffer.putLong(MAGIC)
                .putInt(Layout.FORMAT)
                .putInt(name.length)
                .putLong(salt)
                .put(name);
        return buffer.putInt(CRC_AT, crc(buffer)).position(0).limit(Layout.SEGMENT_HEADER);
    }

    /** Null: damaged, or not a segment. */
    static @Nullable SegmentHeader decode(ByteBuffer buffer) {
        int nameLength = buffer.getInt(12);
        if (buffer.getLong(0) != MAGIC
                || buffer.getInt(8) != Layout.FORMAT
                || nameLength < 1
                || nameLength > ChunkStore.MAX_OWNER_BYTES
                || buffer.getInt(CRC_AT) != crc(buffer)) {
            return null;
        }
        byte[] name = new byte[nameLength];
        buffer.get(OWNER_AT, name);
        return new SegmentHeader(buffer.getLong(16), new String(name, StandardCharsets.UTF_8));
    }

    private static int crc(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().position(0).limit(CRC_AT));
        return (int) crc.getValue();
    }
}
