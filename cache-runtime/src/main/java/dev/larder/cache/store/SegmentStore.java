package dev.larder.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks in a log of segment files, each belonging to one owner, found through an index of primitive arrays.
 *
 * <p>All space is accounted as it is written: headers, footers and padding count, and nothing is allocated ahead, so that
 * the files never take more than the capacity, nor what the file system has not. Each segment is one open file: the process needs
 * {@code capacity / segmentBytes} descriptors and a few per owner.
 *
 * <p>After {@link #close} everything is a miss, every put is refused, and nothing of the store runs any more.
 */
public final class SegmentStore implements ChunkStore {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentStore.class);

    /** What a disk may take to end what it has begun. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** How often room is made for one chunk, since others may take it first. */
    private static final int MOST_ROOMS = 4;

    private final StoreState state;
    private final StoreDirectory directory;
    private boolean closed;

    private SegmentStore(StoreState state, StoreDirectory directory) {
        this.state = state;
        this.directory = directory;
    }

    /**
     * Opens a store, making its directory if there is none. Reads the footers of all segments, and all of those that a
     * killed process left unsealed (at most one per owner). A damaged chunk or file is left out, never an error.
     *
     * @throws IOException if another store has the directory, its format is not known, or the disk does not work
     */
    public static SegmentStore open(StoreConfig config) throws IOException {
        return open(config, new LocalDisk());
    }

    static SegmentStore open(StoreConfig config, Disk disk) throws IOException {
        return open(config, disk, Retention.KEEP_ALL);
    }

    static SegmentStore open(StoreConfig config, Disk disk, Retention retention) throws IOException {
        long started = System.nanoTime();
        StoreState state = new StoreState(config, disk, retention);
        StoreDirectory directory = StoreDirectory.take(config.directory(), state.segmentDirectory(), disk);
        SegmentStore store = new SegmentStore(state, directory);
        try {
            new Recovery(state).run();
            state.warnOfSmallDisk();
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
        long period = config.syncEvery().toMillis();
        var _ = state.housekeeping().scheduleWithFixedDelay(store::syncAll, period, period, MILLISECONDS);
        LOG.info(
                "Store {}: {} chunks, {} of {} bytes used, recovered in {} ms",
                config.directory(),
                state.index().size(),
                state.space().used(),
                state.space().capacity(),
                (System.nanoTime() - started) / 1_000_000);
        return store;
    }

    @Override
    public @Nullable StoredChunk open(ChunkId id) {
        if (!state.usable()) {
            return null;
        }
        state.popularity().read(id);
        PinnedChunk chunk = state.open(id);
        if (chunk != null) {
            chunk.segment().read(state.popularity().time());
        }
        return chunk;
    }

    @Override
    public boolean holds(ChunkId id) {
        return state.usable() && state.holds(id);
    }

    @Override
    public boolean holdsFor(String owner, ChunkId id) {
        return state.usable() && state.holdsFor(owner, id);
    }

    @Override
    public Room room(String owner) {
        if (!state.usable()) {
            return Room.NONE;
        }
        try {
            return state.room(owner);
        } catch (IOException e) {
            state.readFailed("Asking for the space that is left", e);
            return Room.NONE;
        }
    }

    @Override
    public @Nullable PutOutcome adopt(String owner, ChunkId id) {
        int rooms = 0;
        PutOutcome outcome;
        do {
            outcome = tryAdopting(owner, id);
        } while (outcome != null && rooms++ < MOST_ROOMS && hasMadeRoom(owner, id, outcome));
        return outcome;
    }

    private @Nullable PutOutcome tryAdopting(String owner, ChunkId id) {
        PutOutcome outcome = null;
        while (outcome == null && state.usable()) {
            try (PinnedChunk chunk = state.open(id)) {
                if (chunk == null) {
                    return null;
                }
                if (state.outlasts(chunk.segment().owner(), owner)) {
                    return new PutOutcome.AlreadyHeld();
                }
                PinnedChunk.Copy copy = chunk.copy();
                if (copy == null) {
                    return null; // It is discarded.
                }
                OwnerLog log = state.logs().computeIfAbsent(owner, name -> new OwnerLog(state, name));
                outcome = log.adopt(chunk, copy);
                if (outcome instanceof PutOutcome.Stored) {
                    state.letGo(chunk);
                } else if (outcome instanceof PutOutcome.AlreadyHeld) {
                    outcome = null; // It has gone or moved meanwhile.
                }
            }
        }
        return outcome;
    }

    @Override
    public void trim() {
        try {
            for (OwnerLog log : state.logs().values()) {
                state.evictor().trim(log);
            }
        } catch (IOException e) {
            state.readFailed("Looking for chunks to give up", e);
        }
    }

    @Override
    public PutOutcome put(String owner, ChunkId id, BlockSums sums, List<ByteBuffer> bytes) {
        check(owner, sums, bytes);
        int rooms = 0;
        while (state.usable()) {
            OwnerLog log = state.logs().computeIfAbsent(owner, name -> new OwnerLog(state, name));
            PutOutcome outcome = log.put(id, sums, bytes);
            // Null: that log was dropped; the owner has another one by now.
            if (outcome != null && !(rooms++ < MOST_ROOMS && hasMadeRoom(owner, id, outcome))) {
                return outcome;
            }
        }
        String failure = state.health().failure();
        return new PutOutcome.DiskFailed(failure == null ? "The store is closed" : failure);
    }

    private boolean hasMadeRoom(String owner, ChunkId id, PutOutcome outcome) {
        try {
            return outcome instanceof PutOutcome.NoSpace full
                    && state.evictor().makeRoom(owner, id, full.neededBytes(), full.overQuota());
        } catch (IOException e) {
            state.readFailed("Looking for chunks to give up", e);
            return false;
        }
    }

    private static void check(String owner, BlockSums sums, List<ByteBuffer> bytes) {
        int ownerBytes = owner.getBytes(UTF_8).length;
        if (ownerBytes < 1 || ownerBytes > MAX_OWNER_BYTES) {
            throw new IllegalArgumentException(
                    "An owner's name has 1 to " + MAX_OWNER_BYTES + " bytes, not " + ownerBytes);
        }
        long length = 0;
        for (ByteBuffer part : bytes) {
            length += part.remaining();
        }
        if (length < 1 || length > MAX_CHUNK_BYTES) {
            throw new IllegalArgumentException("A chunk has 1 to " + MAX_CHUNK_BYTES + " bytes, not " + length);
        }
        if (length != sums.length()) {
            throw new IllegalArgumentException("Sums of " + sums.length() + " bytes, of which there are " + length);
        }
    }

    @Override
    public void remove(ChunkId id) {
        if (state.usable()) {
            Removal.of(state, id, (slot, unit) -> true);
        }
    }

    @Override
    public void discard(ChunkId id, String why) {
        if (holds(id)) {
            LOG.warn("Chunk {} is discarded: {}", id, why);
            state.chunksCorrupt.increment();
            remove(id);
        }
    }

    @Override
    public void drop(String owner) {
        if (state.usable()) {
            OwnerLog log = state.logs().remove(owner);
            if (log != null) {
                log.drop();
            }
        }
    }

    @Override
    public void sync(String owner) {
        OwnerLog log = state.logs().get(owner);
        if (log != null && state.usable()) {
            sync(owner, log);
        }
    }

    private void syncAll() {
        if (state.usable()) {
            state.logs().forEach(this::sync);
        }
    }

    private void sync(String owner, OwnerLog log) {
        try {
            log.sync();
        } catch (IOException e) {
            state.health().failed("Making the chunks of " + owner + " durable", e);
        }
    }

    @Override
    public StoreUsage usage() {
        Map<String, StoreUsage.Owner> owners = new HashMap<>();
        state.logs().forEach((owner, log) -> {
            StoreUsage.Owner usage = log.tally().usage();
            if (usage.usedBytes() > 0) {
                owners.put(owner, usage);
            }
        });
        return new StoreUsage(
                state.space().capacity(),
                state.space().used(),
                owners,
                state.health().failure());
    }

    public StoreCounters counters() {
        return state.counters();
    }

    /** Is run when the disk fails from now on, by the thread that noticed; it must not block. */
    void onFailure(Runnable action) {
        state.health().whenFailed(action);
    }

    /**
     * Reads back every chunk that is held and forgets those whose bytes are wrong or unreadable. Blocks until it is done,
     * the store is closed or the thread is interrupted; reads at most so much per second on average.
     */
    public ScrubResult scrub(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be at least 1, not " + bytesPerSecond);
        }
        return new Scrub(state, bytesPerSecond, () -> !state.usable()).run();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        state.close();
        state.logs().forEach((owner, log) -> {
            try {
                log.close();
            } catch (IOException e) {
                state.health().failed("Closing the log of " + owner, e);
            }
        });
        if (!state.endHousekeeping(CLOSE)) {
            // Another store in the same directory must not meet what is still being written or punched.
            LOG.warn(
                    "The disk of {} does not answer; the directory stays taken until the process ends",
                    state.config().directory());
            return;
        }
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("Giving up the directory of a store", e);
        }
    }
}
