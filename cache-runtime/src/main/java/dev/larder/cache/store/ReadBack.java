package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.CRC32C;

/** Reads bytes of a file back to learn their CRC. Thread-safe; keeps a few buffers for the next time. */
final class ReadBack {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BUFFERS_KEPT = 4;

    private final ArrayBlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(BUFFERS_KEPT);

    /** Whether the file has these bytes; an unreadable file is an exception, one that ends before is false. */
    boolean matches(DiskFile file, long position, int length, int crc32c) throws IOException {
        ByteBuffer kept = buffers.poll();
        ByteBuffer buffer = kept == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : kept;
        try {
            CRC32C crc = new CRC32C();
            for (int done = 0; done < length; done += buffer.limit()) {
                buffer.clear().limit(Math.min(length - done, BUFFER_BYTES));
                if (!file.readFully(buffer, position + done)) {
                    return false;
                }
                crc.update(buffer.flip());
            }
            return (int) crc.getValue() == crc32c;
        } finally {
            // Not kept if there are enough: the garbage collector frees it.
            boolean _ = buffers.offer(buffer);
        }
    }
}
