package dev.larder.cache.read;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.store.BlockSums;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a chunk that is arriving. Thread-safe. Closing the last reader of a fill that this node does not have
 * to hold cancels it.
 */
public interface FillReader extends AutoCloseable {

    /** What lies within one block of so many bytes, counted from the chunk's start, is one piece of memory. */
    int BLOCK = BlockSums.BLOCK;

    /** The chunk whose bytes these are. */
    ChunkId chunk();

    /** Of the whole chunk, bytes. */
    int length();

    /** Bytes from the chunk's start that may be read now; never falls. */
    int available();

    /**
     * Where a byte that is available came from: {@code MEMORY} if the whole chunk was here when this reader joined, else
     * whoever sent it.
     */
    ByteSource source(int offset);

    /**
     * The chunk is stored by now and not in memory any more, so that {@link #read} may wait for the disk: better ask
     * {@link ChunkReads} again.
     */
    boolean isStored();

    /**
     * Bytes [offset, offset + length), which must be available. The caller releases the buffer, which stays valid after
     * {@link #close()}. Does not wait.
     *
     * @throws IndexOutOfBoundsException beyond what is available
     * @throws IllegalStateException after close, or when bytes already stored could not be read back
     */
    ByteBuf read(int offset, int length);

    /**
     * This reader reads the whole chunk from its first byte to its last, and will not read what is before {@code to} again.
     * Memory of what all readers have passed may be used for other bytes before the chunk is whole. Whoever wants a part of a
     * chunk does not say this: he may be back for the next part.
     */
    void passed(int to);

    /**
     * This reader's client can have bytes by way of a pipe: of the blocks that arrive from now on, what comes from a peer may be put into
     * one beside memory.
     */
    void takesPipes();

    /**
     * The block that begins at that byte, which must be available whole, in a pipe that is the caller's. Null: it is in none, or another
     * reader has it, so {@link #read} it.
     */
    @Nullable
    Pipe pipe(int from);

    /** CRC32C of the block that begins at that byte, as it came; all of the block must be available. */
    int blockCrc32c(int from);

    /**
     * Runs the action once, when more than {@code seen} bytes are available or the fill has failed: at once, on the
     * calling thread, if that is so already, else when the first bytes are there, or the rest of a block: to wake a reader,
     * and its client, costs more than to send him a few bytes. Replaces an action not yet run. It may run on any thread
     * and must be short.
     *
     * @param seen what {@link #available()} was when the caller found too little; the fill may have moved on since
     */
    void onProgress(int seen, Runnable action);

    /** Why no more bytes will come; null while they may, or when all are here. */
    @Nullable
    FillFailure failure();

    @Override
    void close();
}
