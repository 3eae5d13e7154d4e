package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One owner's segments, of which one is appended to. Thread-safe: its lock is the first in the lock order, and is held
 * while a record is written, so that an owner has one appender at a time.
 */
final class OwnerLog {

    private static final SecureRandom SALT = new SecureRandom();

    private final StoreState state;
    private final String owner;
    private final Tally tally = new Tally();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Segment> segments = new LinkedHashSet<>();
    private final EvictionHand hand;
    private @Nullable Segment current;
    private boolean closed;

    OwnerLog(StoreState state, String owner) {
        this.state = state;
        this.owner = owner;
        this.hand = new EvictionHand(state, this);
    }

    String owner() {
        return owner;
    }

    EvictionHand hand() {
        return hand;
    }

    Tally tally() {
        return tally;
    }

    /** A segment found when the store was opened. */
    void adopt(Segment segment) {
        lock.lock();
        try {
            segments.add(segment);
        } finally {
            lock.unlock();
        }
    }

    /** Null: this log was dropped, and the owner's next one has to be asked. */
    @Nullable
    PutOutcome put(ChunkId id, BlockSums sums, List<ByteBuffer> bytes) {
        lock.lock();
        try {
            return closed || !state.usable() ? null : putLocked(id, sums, bytes);
        } finally {
            lock.unlock();
        }
    }

    private PutOutcome putLocked(ChunkId id, BlockSums sums, List<ByteBuffer> bytes) {
        if (state.holds(id)) {
            return new PutOutcome.AlreadyHeld();
        }
        int length = sums.length();
        PutOutcome outcome = write(
                id,
                sums,
                bytes,
                (slot, unit) ->
                        state.index().insert(id, slot, unit, length, sums.crc32c(), (was, at) -> !state.alive(was)));
        if (outcome instanceof PutOutcome.Stored) {
            state.chunksStored.increment();
            state.bytesStored.add(length);
        }
        return outcome;
    }

    /**
     * Writes a copy of another owner's chunk, which takes its place in the index. Null: this log was dropped.
     * {@code AlreadyHeld}: it has gone or moved meanwhile.
     */
    @Nullable
    PutOutcome adopt(PinnedChunk chunk, PinnedChunk.Copy copy) {
        lock.lock();
        try {
            return closed || !state.usable()
                    ? null
                    : write(chunk.id(), copy.sums(), List.of(copy.bytes()), inPlaceOf(chunk));
        } finally {
            lock.unlock();
        }
    }

    /** Appends a record within the quota and the space that is left. */
    private PutOutcome write(ChunkId id, BlockSums sums, List<ByteBuffer> bytes, Entering entering) {
        int length = sums.length();
        long needed = 0;
        try {
            sealIfFull(length);
            Segment target = current;
            long recordCharge = Layout.charge(target == null ? Layout.SEGMENT_HEADER : target.end(), length);
            needed = recordCharge + (target == null ? Layout.SEGMENT_CHARGE : 0);
            long quotaLeft =
                    state.retention().of(owner).quotaBytes() - tally.usedBytes().get();
            if (needed > quotaLeft) {
                return new PutOutcome.NoSpace(Math.max(0, quotaLeft), needed, true);
            }
            if (!state.space().take(needed)) {
                return new PutOutcome.NoSpace(free(), needed, false);
            }
            return append(target, recordCharge, id, sums, bytes, entering);
        } catch (IOException e) {
            return refused(e, needed);
        }
    }

    private void sealIfFull(int length) throws IOException {
        Segment full = current;
        if (full != null
                && full.end() > Layout.SEGMENT_HEADER
                && Layout.next(full.end(), length) > state.config().segmentBytes()) {
            full.seal();
            current = null;
        }
    }

    /** Enters a chunk in the index. False: not wanted there. */
    private interface Entering {
        boolean enter(int slot, int unit);
    }

    /** Its copy takes its place in the index, if it is still there. */
    private Entering inPlaceOf(PinnedChunk chunk) {
        return (slot, unit) -> state.index()
                .move(
                        chunk.id(),
                        slot,
                        unit,
                        chunk.length(),
                        chunk.crc32c(),
                        (was, at) -> state.segments().get(was) == chunk.segment() && at == chunk.unit());
    }

    /** Writes and makes known a chunk for which the space is taken, in a new segment if there is none. */
    private PutOutcome append(
            @Nullable Segment target,
            long recordCharge,
            ChunkId id,
            BlockSums sums,
            List<ByteBuffer> bytes,
            Entering entering)
            throws IOException {
        Segment segment;
        long at;
        long taken = recordCharge + (target == null ? Layout.SEGMENT_CHARGE : 0);
        try {
            segment = target == null ? begin() : target;
            taken = recordCharge;
            at = segment.append(id, sums, bytes);
        } catch (IOException e) {
            state.space().cancel(taken);
            throw e;
        }
        if (!entering.enter(segment.slot(), Layout.unit(at))) {
            // Another owner stored it meanwhile, or what was to be moved is gone.
            state.run(segment.kill(at, sums.length()));
            return new PutOutcome.AlreadyHeld();
        }
        return new PutOutcome.Stored();
    }

    /** Begins a segment; if that fails, nothing is left behind that the file system lets us delete. */
    private Segment begin() throws IOException {
        SegmentHeader header = new SegmentHeader(SALT.nextLong(), owner);
        Path path = state.newSegmentPath();
        Path draft = path.resolveSibling(path.getFileName() + Recovery.DRAFT_SUFFIX);
        DiskFile file;
        try {
            file = create(header, draft, path);
        } catch (IOException e) {
            deleteAfter(e, draft);
            deleteAfter(e, path);
            throw e;
        }
        Segment segment = state.segments()
                .add(slot -> new Segment(state, slot, header, path, file, tally, new Footer(), Layout.SEGMENT_CHARGE));
        segment.wrote(Layout.SEGMENT_HEADER, Layout.SEGMENT_CHARGE);
        segments.add(segment);
        current = segment;
        return segment;
    }

    /** The file appears under its name with its header in it; {@link #sync} makes both durable before it answers. */
    private DiskFile create(SegmentHeader header, Path draft, Path path) throws IOException {
        try (DiskFile file = state.disk().open(draft, true)) {
            file.writeFully(header.encode(), 0);
        }
        state.disk().rename(draft, path);
        state.nameChanged();
        return state.disk().open(path, false);
    }

    private void deleteAfter(IOException cause, Path path) {
        try {
            state.disk().delete(path);
        } catch (NoSuchFileException e) {
            // It did not get that far.
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private PutOutcome refused(IOException e, long needed) {
        String failure = state.health().failure();
        if (failure != null) {
            return new PutOutcome.DiskFailed(failure);
        }
        if (OutOfSpace.is(e)) {
            return new PutOutcome.NoSpace(free(), needed, false);
        }
        return new PutOutcome.DiskFailed(state.health().failed("Storing a chunk of " + owner, e));
    }

    private long free() {
        try {
            return state.space().free();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The first segment with a greater number, or null. */
    @Nullable
    Segment after(long number) {
        lock.lock();
        try {
            Segment first = null;
            for (Segment segment : segments) {
                if (segment.number() > number && (first == null || segment.number() < first.number())) {
                    first = segment;
                }
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Writes a copy of one of this log's own chunks at its end, without asking for its quota. */
    Copied copy(PinnedChunk chunk, PinnedChunk.Copy copy) {
        lock.lock();
        try {
            if (closed || chunk.segment() == current) {
                return Copied.STAYS;
            }
            sealIfFull(chunk.length());
            Segment target = current;
            long recordCharge = Layout.charge(target == null ? Layout.SEGMENT_HEADER : target.end(), chunk.length());
            if (!state.space().take(recordCharge + (target == null ? Layout.SEGMENT_CHARGE : 0))) {
                return Copied.NO_ROOM;
            }
            PutOutcome outcome =
                    append(target, recordCharge, chunk.id(), copy.sums(), List.of(copy.bytes()), inPlaceOf(chunk));
            return outcome instanceof PutOutcome.Stored ? Copied.DONE : Copied.STAYS;
        } catch (IOException e) {
            refused(e, chunk.length());
            return Copied.NO_ROOM;
        } finally {
            lock.unlock();
        }
    }

    enum Copied {
        DONE,
        /** It is gone, or is where it would go. */
        STAYS,
        NO_ROOM
    }

    /** Makes all that was put before the call survive a power cut. */
    void sync() throws IOException {
        List<Segment> dirty;
        lock.lock();
        try {
            dirty = segments.stream().filter(Segment::dirty).toList();
        } finally {
            lock.unlock();
        }
        for (Segment segment : dirty) {
            segment.sync();
        }
        state.syncNames();
    }

    /** Deletes a segment of this log in which nothing lives. */
    void deleteIfEmpty(Segment segment) {
        lock.lock();
        try {
            if (segment.live() > 0 || !segments.remove(segment)) {
                return;
            }
            if (current == segment) {
                current = null;
            }
            delete(segment);
            state.segments().remove(segment.slot());
        } finally {
            lock.unlock();
        }
    }

    /** Deletes everything; nothing can be put into this log any more. */
    void drop() {
        lock.lock();
        try {
            closed = true;
            current = null;
            segments.forEach(this::delete);
            // Retired segments are misses already; their slots are used again only when no entry names them.
            state.index().removeAll((slot, unit) -> !state.alive(slot));
            segments.forEach(segment -> state.segments().remove(segment.slot()));
            segments.clear();
        } finally {
            lock.unlock();
        }
    }

    private void delete(Segment segment) {
        try {
            state.disk().delete(segment.path());
            state.nameChanged();
        } catch (IOException e) {
            state.health().failed("Deleting " + segment.path(), e);
        }
        segment.retire();
    }

    /** Seals, makes durable and lets go of all segments; nothing can be put into this log any more. */
    void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            if (state.health().failure() == null) {
                sealCurrent();
                sync();
            }
        } finally {
            segments.forEach(Segment::retire);
            lock.unlock();
        }
    }

    private void sealCurrent() throws IOException {
        try {
            if (current != null) {
                current.seal();
            }
        } catch (IOException e) {
            if (!OutOfSpace.is(e)) {
                throw e;
            }
            // Left unsealed, it is scanned at the next start.
        }
    }
}
