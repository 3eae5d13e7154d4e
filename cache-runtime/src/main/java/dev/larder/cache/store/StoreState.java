package dev.larder.cache.store;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of one store share. Thread-safe. */
final class StoreState {

    private static final Logger LOG = LoggerFactory.getLogger(StoreState.class);

    /** Larger than most stores' mean, so that the sketch is small where chunks are; with smaller ones it forgets sooner. */
    private static final int USUAL_CHUNK = 1 << 20;

    private final StoreConfig config;
    private final Disk disk;
    private final Path segmentDirectory;
    private final Space space;
    private final DiskHealth health = new DiskHealth();
    private final ChunkIndex index = new ChunkIndex();
    private final SegmentTable segments = new SegmentTable();
    private final ConcurrentHashMap<String, OwnerLog> logs = new ConcurrentHashMap<>();
    private final ReadBack readBack = new ReadBack();
    private final GroupFlush names = new GroupFlush();
    private final AtomicLong lastNumber = new AtomicLong();
    private final Retention retention;
    private final Popularity popularity;
    private final Evictor evictor = new Evictor(this);
    private final ScheduledThreadPoolExecutor housekeeping;
    private final LaterHoles laterHoles;
    private volatile boolean closed;

    final LongAdder chunksStored = new LongAdder();
    final LongAdder bytesStored = new LongAdder();
    final LongAdder chunksVerified = new LongAdder();
    final LongAdder chunksCorrupt = new LongAdder();
    final LongAdder chunksRecovered = new LongAdder();
    final LongAdder chunksEvicted = new LongAdder();
    final LongAdder segmentsLost = new LongAdder();
    private final AtomicLong readErrors = new AtomicLong();

    StoreState(StoreConfig config, Disk disk, Retention retention) {
        this.config = config;
        this.retention = retention;
        this.popularity = new Popularity(config.capacityBytes() / USUAL_CHUNK);
        this.disk = disk;
        this.segmentDirectory = config.directory().resolve("segments");
        this.space = new Space(config.capacityBytes(), config.reserveBytes(), () -> disk.usableBytes(segmentDirectory));
        this.housekeeping = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("store-" + config.directory()).factory());
        // Not its own delays: a store that is closed would wait for them.
        this.laterHoles =
                new LaterHoles((seconds, work) -> CompletableFuture.delayedExecutor(seconds, SECONDS, housekeeping)
                        .execute(work));
    }

    /** Logs made from now on take nothing; those there are have to be closed. */
    void close() {
        closed = true;
    }

    boolean usable() {
        return !closed && health.failure() == null;
    }

    StoreConfig config() {
        return config;
    }

    Disk disk() {
        return disk;
    }

    Path segmentDirectory() {
        return segmentDirectory;
    }

    Space space() {
        return space;
    }

    DiskHealth health() {
        return health;
    }

    ChunkIndex index() {
        return index;
    }

    SegmentTable segments() {
        return segments;
    }

    /** By owner. A log taken out of here may still be waited for by those who found it: it then refuses them. */
    ConcurrentHashMap<String, OwnerLog> logs() {
        return logs;
    }

    ScheduledThreadPoolExecutor housekeeping() {
        return housekeeping;
    }

    LaterHoles laterHoles() {
        return laterHoles;
    }

    /** Lets what runs and what is queued come to its end; false if that takes longer. Interrupts are put off. */
    boolean endHousekeeping(Duration limit) {
        housekeeping.shutdown();
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return housekeeping.awaitTermination(deadline - System.nanoTime(), NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Says it once, at the start, that the file system cannot hold what was configured. */
    void warnOfSmallDisk() throws IOException {
        long free = space.free();
        if (free < space.capacity() - space.used()) {
            LOG.warn(
                    "{} has room for {} more bytes, not for the {} that the capacity allows",
                    config.directory(),
                    free,
                    space.capacity() - space.used());
        }
    }

    Retention retention() {
        return retention;
    }

    Popularity popularity() {
        return popularity;
    }

    Evictor evictor() {
        return evictor;
    }

    long usedBy(String owner) {
        OwnerLog log = logs.get(owner);
        return log == null ? 0 : log.tally().usedBytes().get();
    }

    ReadBack readBack() {
        return readBack;
    }

    void readFailed(String doing, IOException cause) {
        health.readFailed(readErrors.incrementAndGet(), doing, cause);
    }

    StoreCounters counters() {
        return new StoreCounters(
                chunksStored.sum(),
                bytesStored.sum(),
                chunksVerified.sum(),
                chunksCorrupt.sum(),
                readErrors.get(),
                chunksRecovered.sum(),
                segmentsLost.sum(),
                chunksEvicted.sum());
    }

    /** Numbers only grow, so that no path is used twice. */
    Path newSegmentPath() {
        return segmentDirectory.resolve("%016x%s".formatted(lastNumber.incrementAndGet(), Recovery.SEGMENT_SUFFIX));
    }

    void seenNumber(long number) {
        lastNumber.accumulateAndGet(number, Math::max);
    }

    /** To be called after a file of the segment directory was created, renamed or deleted. */
    void nameChanged() {
        names.changed();
    }

    void syncNames() throws IOException {
        names.flush(() -> disk.syncDirectory(segmentDirectory));
    }

    @Nullable
    PinnedChunk open(ChunkId id) {
        return index.find(id, (slot, unit, flaggedLength, crc) -> {
            Segment segment = segments.get(slot);
            int generation = segment == null ? -1 : segment.pins().pin();
            return generation < 0 || segment == null
                    ? null
                    : new PinnedChunk(this, segment, generation, id, unit, flaggedLength, crc);
        });
    }

    /** Whether what one owner keeps stays at least as long as what the other does. */
    boolean outlasts(String one, String other) {
        return one.equals(other) || retention.of(one).outlasts(retention.of(other));
    }

    boolean holdsFor(String owner, ChunkId id) {
        return index.find(id, (slot, unit, flaggedLength, crc) -> {
                    Segment segment = segments.get(slot);
                    return segment != null && !segment.pins().retired() && outlasts(segment.owner(), owner)
                            ? this
                            : null;
                })
                != null;
    }

    /** See {@link ChunkStore#room}. */
    Room room(String owner) throws IOException {
        Retention.Keep keep = retention.of(owner);
        long room = space.free();
        for (OwnerLog log : logs.values()) {
            if (!log.owner().equals(owner) && !retention.of(log.owner()).outlasts(keep)) {
                room += log.tally().usedBytes().get();
            }
        }
        long left = Math.max(0, keep.quotaBytes() - usedBy(owner));
        return new Room(Math.min(room, left), left < room);
    }

    /** A copy of it is held elsewhere now. Takes locks of logs and segments: call it with none. */
    void letGo(PinnedChunk chunk) {
        Segment from = chunk.segment();
        run(from.kill(Layout.at(chunk.unit()), chunk.length()));
        deleteIfEmpty(from);
    }

    /** Once the last chunk of a segment is dead. Takes locks of logs and segments: call it with none. */
    void deleteIfEmpty(Segment segment) {
        OwnerLog log = logs.get(segment.owner());
        if (segment.live() == 0 && log != null) {
            log.deleteIfEmpty(segment);
        }
    }

    boolean holds(ChunkId id) {
        return index.find(id, (slot, unit, flaggedLength, crc) -> alive(slot) ? this : null) != null;
    }

    /** Whether entries that name this slot count. Those of a dropped segment do not, though they are still there. */
    boolean alive(int slot) {
        Segment segment = segments.get(slot);
        return segment != null && !segment.pins().retired();
    }

    void run(List<Runnable> work) {
        work.forEach(Runnable::run);
    }

    /** For callers that must not wait for the disk. */
    void runElsewhere(List<Runnable> work) {
        if (!work.isEmpty()) {
            try {
                housekeeping.execute(() -> run(work));
            } catch (RejectedExecutionException closed) {
                run(work);
            }
        }
    }
}
