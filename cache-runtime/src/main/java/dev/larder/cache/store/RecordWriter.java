package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Puts one record into a file. */
final class RecordWriter {

    private RecordWriter() {}

    /** @param sums of the record's data */
    static void write(DiskFile file, RecordHeader record, long salt, long at, BlockSums sums, List<ByteBuffer> bytes)
            throws IOException {
        if (record.length() < Layout.PAGED_FROM) {
            writeAtOnce(file, record, salt, at, bytes);
            return;
        }
        Portions.write(file, bytes, Layout.data(at, record.length()));
        int table = Layout.sums(at, record.length());
        int before = (int) (Layout.data(at, record.length()) - at);
        ByteBuffer header = ByteBuffer.allocate(table == 0 ? Layout.RECORD_HEADER : before);
        record.encode(header, salt, at);
        if (table > 0) {
            sums.encode(header.position(before - table));
        }
        file.writeFully(header.flip(), at);
    }

    /** A short chunk is copied: one call to the system instead of several is worth more. */
    private static void writeAtOnce(DiskFile file, RecordHeader record, long salt, long at, List<ByteBuffer> bytes)
            throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Layout.RECORD_HEADER + record.length());
        record.encode(all, salt, at);
        for (ByteBuffer part : bytes) {
            all.put(part.duplicate());
        }
        file.writeFully(all.flip(), at);
    }
}
