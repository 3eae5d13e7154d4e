package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reader's hold on one chunk. Thread-safe. */
final class PinnedChunk implements StoredChunk {

    private static final Logger LOG = LoggerFactory.getLogger(PinnedChunk.class);

    private final StoreState state;
    private final Segment segment;
    private final int generation;
    private final ChunkId id;
    private final int unit;
    private final int length;
    private final int crc;
    private volatile boolean verified;
    private boolean closed;

    PinnedChunk(StoreState state, Segment segment, int generation, ChunkId id, int unit, int flaggedLength, int crc) {
        this.state = state;
        this.segment = segment;
        this.generation = generation;
        this.id = id;
        this.unit = unit;
        this.length = flaggedLength & ~IndexShard.UNVERIFIED;
        this.crc = crc;
        this.verified = (flaggedLength & IndexShard.UNVERIFIED) == 0;
    }

    @Override
    public ChunkId id() {
        return id;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int crc32c() {
        return crc;
    }

    @Override
    public FileChannel channel() {
        return segment.file().channel();
    }

    @Override
    public long position() {
        return Layout.data(Layout.at(unit), length);
    }

    @Override
    public int sumsBytes() {
        return Layout.sums(Layout.at(unit), length);
    }

    @Override
    public @Nullable BlockSums sums() {
        int bytes = sumsBytes();
        ByteBuffer table = ByteBuffer.allocate(bytes);
        try {
            boolean there = bytes > 0 && segment.file().readFully(table, position() - bytes);
            return there ? BlockSums.decode(table.flip(), length, crc) : null;
        } catch (IOException e) {
            state.readFailed("Reading the sums of a chunk of " + segment.path(), e);
            return null;
        }
    }

    @Override
    public boolean resident(int from, int count) {
        return segment.file().resident(position() + from, count);
    }

    @Override
    public boolean readIn(int from, int count) {
        String why;
        try {
            if (state.readBack().touch(segment.file(), position() + from, count)) {
                return true;
            }
            why = "its file ends within it";
        } catch (IOException e) {
            state.readFailed("Reading a chunk of " + segment.path(), e);
            why = "it cannot be read";
        }
        discard(why);
        return false;
    }

    @Override
    public boolean verified() {
        return verified;
    }

    @Override
    public boolean verify() {
        return verified || readBack();
    }

    Segment segment() {
        return segment;
    }

    int unit() {
        return unit;
    }

    /** Compares the bytes with the CRC, whether that was done before or not; forgets the chunk if they differ. */
    boolean readBack() {
        String why;
        try {
            if (state.readBack().matches(segment.file(), position(), length, crc)) {
                state.chunksVerified.increment();
                state.index().verified(id, segment.slot(), unit);
                verified = true;
                return true;
            }
            why = "its bytes do not have its CRC";
        } catch (IOException e) {
            state.readFailed("Reading back a chunk of " + segment.path(), e);
            why = "it cannot be read";
        }
        discard(why);
        return false;
    }

    /** All bytes of a chunk, and their sums. */
    record Copy(ByteBuffer bytes, BlockSums sums) {}

    /**
     * Null, and forgotten, if it cannot be read or is not what it was when it was verified: a record of other bytes with
     * sums that fit them would never be found out.
     */
    @Nullable
    Copy copy() {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        String why = "it cannot be read";
        try {
            if (segment.file().readFully(bytes, position())) {
                BlockSums sums = BlockSums.of(List.of(bytes.flip()));
                if (sums.crc32c() == crc) {
                    return new Copy(bytes, sums);
                }
                why = "its bytes do not have its CRC";
            }
        } catch (IOException e) {
            state.readFailed("Reading a chunk of " + segment.path(), e);
        }
        discard(why);
        return null;
    }

    private void discard(String why) {
        verified = false;
        LOG.warn("Chunk {} in {} at {} is discarded: {}", id, segment.path(), position(), why);
        state.chunksCorrupt.increment();
        Removal.of(state, id, (slot, at) -> slot == segment.slot() && at == unit);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        state.runElsewhere(segment.pins().unpin(generation));
    }
}
