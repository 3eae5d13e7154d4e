package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks on this node's disk. Thread-safe.
 *
 * <p>{@link #open}, {@link #holds} and {@link #usage} never touch the disk and may be called on an event loop. Everything
 * else may block on it and must be called elsewhere.
 *
 * <p>What goes wrong is a value: a full store, a corrupt chunk and a broken disk are answers, not exceptions. Once the
 * disk has failed, every chunk is a miss and every put answers {@link PutOutcome.DiskFailed}, until the process is
 * restarted. A closed store behaves like a failed one. Exceptions mean a caller's mistake (an argument out of bounds).
 */
public interface ChunkStore extends AutoCloseable {

    /** The longest chunk a store accepts, in bytes. */
    int MAX_CHUNK_BYTES = 64 << 20;

    /** The longest owner name a store accepts, in bytes of UTF-8. */
    int MAX_OWNER_BYTES = 255;

    /**
     * Pins a chunk so that neither {@link #remove}, {@link #drop} nor {@link #close} takes its bytes away before it is
     * closed. Look at {@link StoredChunk#verified()} before sending them. Null: not here.
     */
    @Nullable
    StoredChunk open(ChunkId id);

    /** Whether {@link #open} would find the chunk; an unverified one counts as held. */
    boolean holds(ChunkId id);

    /** Whether it is held, and at least as lastingly as if it were this owner's: see {@link #adopt}. */
    boolean holdsFor(String owner, ChunkId id);

    /** What chunks of this owner could still take. Asks the file system. */
    Room room(String owner);

    /**
     * Stores a chunk. It can be opened when this returns, and survives the end of the process; only {@link #sync} makes
     * it survive a power cut.
     *
     * <p>A chunk is stored once, for the owner who came first: another owner's put answers {@code AlreadyHeld}, and
     * the chunk goes when the first owner is dropped, unless it was {@linkplain #adopt adopted}.
     *
     * @param owner uid of the Dataset whose {@link #drop} deletes the chunk; 1 to {@link #MAX_OWNER_BYTES} bytes
     * @param sums of the bytes, which are not compared with them: who brought the bytes summed them as they came, while they
     *     were in the processor's cache, and to do it again here takes longer than to write them
     * @param bytes together 1 to {@link #MAX_CHUNK_BYTES} bytes; read from each position to its limit, which stay as
     *     they are. They must not change before this returns; afterwards they are the caller's again
     * @throws IllegalArgumentException if the sums are of another number of bytes, or a bound is violated
     */
    PutOutcome put(String owner, ChunkId id, BlockSums sums, List<ByteBuffer> bytes);

    /**
     * As {@link #put(String, ChunkId, BlockSums, List)}, of bytes that nobody has summed here.
     *
     * @param crc32c of all the bytes; compared before anything is written
     * @throws IllegalArgumentException if the bytes do not have this CRC, or a bound is violated
     */
    default PutOutcome put(String owner, ChunkId id, int crc32c, List<ByteBuffer> bytes) {
        BlockSums sums = BlockSums.of(bytes);
        if (sums.crc32c() != crc32c) {
            throw new IllegalArgumentException("The bytes have CRC32C %08x, not %08x".formatted(sums.crc32c(), crc32c));
        }
        return put(owner, id, sums, bytes);
    }

    /**
     * Makes a chunk that is held this owner's, if it would else be given up before the owner's own: then a copy of it is
     * written, and the first one's space is free. {@code AlreadyHeld}: there is nothing to do. Null: it is not held.
     */
    @Nullable
    PutOutcome adopt(String owner, ChunkId id);

    /** Gives up what owners have beyond their quotas, which may have become smaller, the least read first. */
    void trim();

    /**
     * Forgets a chunk, if it is here. After a crash it may be here again, then with its true bytes. Its space is free at
     * once where the file system can punch holes, else when all chunks of its segment are removed.
     */
    void remove(ChunkId id);

    /** Forgets all chunks of an owner and deletes their files; their space is free when the last pinned one is closed. */
    void drop(String owner);

    /**
     * Makes everything that was put for this owner before the call survive a power cut. Concurrent calls share one flush.
     * If the flush fails, the disk has failed, and nothing is held any more.
     */
    void sync(String owner);

    StoreUsage usage();

    /** Like {@link #remove}, for a chunk whose bytes turned out to be unreadable or wrong; counted and logged. */
    void discard(ChunkId id, String why);

    /** Makes all chunks durable and closes the store; pinned chunks stay readable until they are closed. */
    @Override
    void close();
}
