package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The table of a segment's records in the order of their positions; on disk it ends a sealed segment, so that a restart
 * need not read the records: entries of 32 bytes, one {@link Mark} per entry, and a trailer of 64 bytes that ends the
 * file. The trailer's CRC covers the entries; marks are outside it, since they change in place. Not thread-safe.
 */
final class Footer {

    static final int ENTRY_BYTES = 32;

    private static final int TRAILER_BYTES = 64;
    private static final int UNIT_IN_ENTRY = 16;
    private static final int TRAILER_CRC_AT = TRAILER_BYTES - 4;
    private static final long MAGIC = 0x4c61726465724674L;

    /** The trailer, and what marks are padded with. */
    static final int FIXED_BYTES = TRAILER_BYTES + 63;

    private long[] ids = new long[16];
    private int[] places = new int[24];
    private byte[] marks = new byte[8];
    private int size;

    int size() {
        return size;
    }

    void add(ChunkId id, int unit, int length, int crc, byte mark) {
        if (size == marks.length) {
            ids = Arrays.copyOf(ids, size * 4);
            places = Arrays.copyOf(places, size * 6);
            marks = Arrays.copyOf(marks, size * 2);
        }
        ids[2 * size] = id.high();
        ids[2 * size + 1] = id.low();
        places[3 * size] = unit;
        places[3 * size + 1] = length;
        places[3 * size + 2] = crc;
        marks[size++] = mark;
    }

    ChunkId id(int ordinal) {
        return new ChunkId(ids[2 * ordinal], ids[2 * ordinal + 1]);
    }

    int unit(int ordinal) {
        return places[3 * ordinal];
    }

    int length(int ordinal) {
        return places[3 * ordinal + 1];
    }

    int crc(int ordinal) {
        return places[3 * ordinal + 2];
    }

    byte mark(int ordinal) {
        return marks[ordinal];
    }

    void mark(int ordinal, byte mark) {
        marks[ordinal] = mark;
    }

    Footer copy() {
        Footer copy = new Footer();
        copy.ids = ids.clone();
        copy.places = places.clone();
        copy.marks = marks.clone();
        copy.size = size;
        return copy;
    }

    /** Where the record at this unit stands in the table, or -1. */
    int find(int unit) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = unit(middle);
            if (found == unit) {
                return middle;
            }
            if (found < unit) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Where the first record after the last one would begin. */
    long end() {
        return size == 0 ? Layout.SEGMENT_HEADER : Layout.next(Layout.at(unit(size - 1)), length(size - 1));
    }

    long punchedBytes() {
        long bytes = 0;
        for (int i = 0; i < size; i++) {
            if (marks[i] == Mark.PUNCHED) {
                bytes += Layout.punchLength(Layout.at(unit(i)), length(i));
            }
        }
        return bytes;
    }

    ByteBuffer encode(long salt, long at) {
        int total = Math.toIntExact(marksAt(0, size) + Layout.up(size, 64) + TRAILER_BYTES);
        ByteBuffer buffer = ByteBuffer.allocate(total);
        for (int i = 0; i < size; i++) {
            buffer.putLong(ids[2 * i]).putLong(ids[2 * i + 1]);
            buffer.putInt(unit(i)).putInt(length(i)).putInt(crc(i)).putInt(0);
        }
        buffer.put(marks, 0, size);
        CRC32C entries = new CRC32C();
        entries.update(buffer.duplicate().position(0).limit(size * ENTRY_BYTES));
        int trailer = total - TRAILER_BYTES;
        buffer.position(trailer);
        buffer.putLong(MAGIC).putInt(Layout.FORMAT).putInt(size).putLong(salt).putLong(at);
        buffer.putInt((int) entries.getValue());
        buffer.putInt(trailer + TRAILER_CRC_AT, trailerCrc(buffer, trailer));
        return buffer.clear();
    }

    /** Where the mark of a record stands in a file whose footer begins at {@code at}. */
    static long marksAt(long at, int count) {
        return at + (long) count * ENTRY_BYTES;
    }

    /**
     * The ordinal of a record in a footer on disk, found without reading all of it; -1 if it is not there.
     *
     * @param at where the footer begins
     */
    static int find(DiskFile file, long at, int count, int unit) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(4);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (!file.readFully(found.clear(), at + (long) middle * ENTRY_BYTES + UNIT_IN_ENTRY)) {
                return -1;
            }
            int order = Integer.compare(found.getInt(0), unit);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The footer that ends the file; null if there is none that holds together. */
    static @Nullable Footer read(DiskFile file, long salt) throws IOException {
        long size = file.size();
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES);
        if (size < Layout.SEGMENT_HEADER + TRAILER_BYTES || !file.readFully(trailer, size - TRAILER_BYTES)) {
            return null;
        }
        int count = trailer.getInt(12);
        long at = trailer.getLong(24);
        if (trailer.getLong(0) != MAGIC
                || trailer.getInt(8) != Layout.FORMAT
                || trailer.getLong(16) != salt
                || trailer.getInt(TRAILER_CRC_AT) != trailerCrc(trailer, 0)
                || count < 0
                || at < Layout.SEGMENT_HEADER
                || marksAt(at, count) + Layout.up(count, 64) + TRAILER_BYTES != size) {
            return null;
        }
        ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(size - TRAILER_BYTES - at));
        return file.readFully(table, at) ? decode(table.flip(), count, at, trailer.getInt(32)) : null;
    }

    private static @Nullable Footer decode(ByteBuffer table, int count, long end, int expectedCrc) {
        CRC32C crc = new CRC32C();
        crc.update(table.duplicate().limit(count * ENTRY_BYTES));
        if ((int) crc.getValue() != expectedCrc) {
            return null;
        }
        Footer footer = new Footer();
        for (int i = 0; i < count; i++) {
            ChunkId id = new ChunkId(table.getLong(), table.getLong());
            int unit = table.getInt();
            int length = table.getInt();
            int dataCrc = table.getInt();
            table.getInt();
            if (length < 1 || length > ChunkStore.MAX_CHUNK_BYTES || Layout.at(unit) < footer.end()) {
                return null;
            }
            footer.add(id, unit, length, dataCrc, table.get(count * ENTRY_BYTES + i));
        }
        return footer.end() == end ? footer : null;
    }

    private static int trailerCrc(ByteBuffer buffer, int trailer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(trailer + TRAILER_CRC_AT).position(trailer));
        return (int) crc.getValue();
    }
}
