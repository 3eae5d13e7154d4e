package dev.larder.cache.fetch;

import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a source puts the bytes of a run of neighbouring chunks, in order. One source at a time, one thread at a time.
 * Bytes that arrived from an earlier source are skipped, so a source always sends whole chunks.
 */
public interface RunSink {

    /** The size of the blocks that are verified one by one, bytes; a chunk's last is shorter. */
    int BLOCK = ChunkFill.BLOCK;

    /** False: stop, nobody wants the rest, or all of it is here. */
    boolean wanted();

    /** All chunks of the run arrived. */
    boolean whole();

    /**
     * Whether {@link #write} may be called. If not, {@code resume} runs once, on any thread, when this should be asked
     * again.
     */
    boolean ready(Runnable resume);

    /** The chunk that comes next. Only while the run is not whole. */
    ChunkId chunk();

    /** Of the chunk that comes next, bytes. */
    int chunkLength();

    /**
     * Memory in which the next bytes of the current chunk belong, for a source that can have them put there at once. They
     * are given to {@link #write} as others are, which finds them in their place; it need not be all of them, nor in
     * their place. The source that has its turn asks for the next when it has released the one before. Null: what comes next goes
     * to memory of the source's own.
     *
     * @param most bytes of the chunk that come next without anything between them
     */
    @Nullable
    ByteBuf place(int most);

    /** The next bytes of the current chunk; takes none beyond its end. Readers do not see them yet. */
    void write(ByteBuffer bytes);

    /**
     * Compares the bytes [from, to) of the current chunk with their CRC32C. If they match, readers may have them, and at
     * the chunk's end the next becomes current.
     *
     * @param chunk to which the source says they belong; no match if that is not the current one
     * @param from a multiple of {@link #BLOCK}
     * @param to a multiple of {@link #BLOCK} or the chunk's length
     */
    boolean verify(ChunkId chunk, int crc32c, int from, int to);
}
