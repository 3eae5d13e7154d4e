package dev.larder.cache.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An open file of a {@link Disk}. Thread-safe. No operation is broken off by an interrupt; the flag stays set. */
interface DiskFile extends Closeable {

    /** For positional reads of others; open, unless the file is closed or gone. */
    FileChannel channel();

    /** Writes at least one byte, advancing the buffer, unless it is empty. */
    int write(ByteBuffer source, long position) throws IOException;

    /** Writes at least one byte from several buffers in their order, advancing them, unless all are empty. */
    default long write(ByteBuffer[] sources, long position) throws IOException {
        for (ByteBuffer source : sources) {
            if (source.hasRemaining()) {
                return write(source, position);
            }
        }
        return 0;
    }

    /** Reads at least one byte, advancing the buffer, unless it is full; -1 at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Whether the bytes can be read without waiting for the device; false if that cannot be told. Does not wait. The
     * caller sees to it that the file stays open.
     */
    boolean resident(long position, int length);

    /** Makes bytes and length survive a power cut. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    default void writeFully(ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            int written = write(source, at);
            if (written <= 0) {
                throw new IOException("The file takes no more bytes at " + at);
            }
            at += written;
        }
    }

    default void writeFully(ByteBuffer[] sources, long position) throws IOException {
        long left = 0;
        for (ByteBuffer source : sources) {
            left += source.remaining();
        }
        for (long at = position; left > 0; ) {
            long written = write(sources, at);
            if (written <= 0) {
                throw new IOException("The file takes no more bytes at " + at);
            }
            at += written;
            left -= written;
        }
    }

    /** Fills the buffer; false if the file ends before. */
    default boolean readFully(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = read(target, at);
            if (read <= 0) {
                return false;
            }
            at += read;
        }
        return true;
    }
}
