package dev.larder.bench.dataplane;

import dev.larder.bench.surroundings.Content;
import dev.larder.cache.store.DiskArray;
import dev.larder.cache.store.PutOutcome;
import dev.larder.cache.store.Retention;
import dev.larder.cache.store.StoreConfig;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;

/** A node's store with room for some chunks of one evictable Dataset, read through as the node does it. */
final class SmallCache implements AutoCloseable {

    /** Of each chunk. So long that bookkeeping is half a percent of it; four times shorter than the usual chunk. */
    static final int CHUNK = 1 << 20;

    private final DiskArray store;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
    private final int sum;

    private SmallCache(DiskArray store) {
        this.store = store;
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        this.sum = (int) crc.getValue();
    }

    /** @param chunks that would fit if there were no bookkeeping */
    static SmallCache open(Path directory, long chunks) throws IOException {
        var config = new StoreConfig(directory, chunks * CHUNK, 8 << 20, Duration.ofMinutes(10));
        return new SmallCache(DiskArray.open(List.of(config), owner -> Retention.Keep.evictable(0)));
    }

    /** Whether the chunk was there; if not, it is offered to the store. */
    boolean read(long number) throws IOException {
        ChunkId id = id(number);
        if (isOpened(id)) {
            return true;
        }
        PutOutcome outcome = store.put("bench", id, sum, List.of(bytes.duplicate()));
        switch (outcome) {
            case PutOutcome.Stored stored -> {
                if (!isOpened(id)) {
                    throw new IOException("The store lost a chunk that it has just taken");
                }
            }
            case PutOutcome.NoSpace turnedAway -> {}
            case PutOutcome.AlreadyHeld held -> throw new IOException("The store has a chunk that it has not");
            case PutOutcome.DiskFailed broken -> throw new IOException(broken.message());
        }
        return false;
    }

    private boolean isOpened(ChunkId id) {
        StoredChunk chunk = store.open(id);
        if (chunk == null) {
            return false;
        }
        chunk.close();
        return true;
    }

    private static ChunkId id(long number) {
        var content = new Content((int) number);
        return new ChunkId(content.word(0), content.word(1L << 40));
    }

    @Override
    public void close() {
        store.close();
    }
}
