package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Reads bytes of a file back, to learn their CRC or to have them in memory. Thread-safe; keeps buffers for the next time. */
final class ReadBack {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BUFFERS_KEPT = 8;

    private final ArrayBlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(BUFFERS_KEPT);

    /** Whether the file has these bytes; an unreadable file is an exception, one that ends before is false. */
    boolean matches(DiskFile file, long position, int length, int crc32c) throws IOException {
        CRC32C crc = new CRC32C();
        return read(file, position, length, crc::update) && (int) crc.getValue() == crc32c;
    }

    /** Leaves the bytes in the page cache; false if the file ends before. */
    boolean touch(DiskFile file, long position, int length) throws IOException {
        return read(file, position, length, bytes -> {});
    }

    private boolean read(DiskFile file, long position, int length, Consumer<ByteBuffer> bytes) throws IOException {
        ByteBuffer kept = buffers.poll();
        ByteBuffer buffer = kept == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : kept;
        try {
            for (int done = 0; done < length; done += buffer.limit()) {
                buffer.clear().limit(Math.min(length - done, BUFFER_BYTES));
                if (!file.readFully(buffer, position + done)) {
                    return false;
                }
                bytes.accept(buffer.flip());
            }
            return true;
        } finally {
            // Not kept if there are enough: the garbage collector frees it.
            boolean _ = buffers.offer(buffer);
        }
    }
}
