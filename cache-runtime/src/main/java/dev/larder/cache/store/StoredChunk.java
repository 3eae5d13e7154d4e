package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a {@link ChunkStore}, pinned until it is closed. Thread-safe; {@link #close} may be called on any thread, any
 * number of times, and does not wait for a disk read.
 *
 * <p>Before the first byte is sent: if {@link #verified()} is false, call {@link #verify()} away from the event loop, and
 * send nothing if it answers false. This happens once per chunk after a restart, never for chunks put since.
 */
public interface StoredChunk extends AutoCloseable {

    ChunkId id();

    /** Bytes of the chunk, at least 1. */
    int length();

    /** CRC32C of the chunk's bytes, as it was put. */
    int crc32c();

    /**
     * The file that holds the bytes, shared with all other readers: use positional reads and {@code transferTo} only,
     * do not close it (Netty's {@code DefaultFileRegion} does, unless {@code deallocate} is overridden), and do not read
     * it on a thread that may be interrupted, since an interrupt closes a {@code FileChannel}.
     */
    FileChannel channel();

    /** Where in {@link #channel()} the bytes begin. */
    long position();

    /**
     * Bytes right before {@link #position()} that may hold the sums of the chunk's blocks: 0 if it has but one block, or
     * there was no room for them.
     */
    int sumsBytes();

    /**
     * The sums of the chunk's blocks, as they were put, if they are in the file: not in those that an older version wrote. Reads
     * {@link #sumsBytes()} before the data, which may be asked for with {@link #resident} and {@link #readIn} from a negative
     * position.
     */
    @Nullable
    BlockSums sums();

    /**
     * Whether bytes of the chunk can be sent without waiting for the disk, as far as one can tell now; false where one
     * cannot. Never blocks.
     */
    boolean resident(int from, int length);

    /**
     * Reads bytes of the chunk so that they are in memory. Blocks on the disk. False: they are unreadable; the store has
     * forgotten the chunk, so that it can be fetched and put again.
     */
    boolean readIn(int from, int length);

    /** Whether the bytes have been compared with the CRC since the store was opened. Never blocks. */
    boolean verified();

    /**
     * Reads the bytes back and compares them with the CRC, unless that was done before. Blocks on the disk. False: they
     * are wrong or unreadable; the store has forgotten the chunk, so that it can be fetched and put again.
     */
    boolean verify();

    @Override
    void close();
}
