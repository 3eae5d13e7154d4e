package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One segment file: appended to by its owner's log, sealed, and deleted when nothing in it lives.
 *
 * <p>Its monitor guards the table of records and is held while records are written or marked; counters are atomic, so
 * that those who only look never wait for the disk. Lock order: {@link OwnerLog}, segment, {@link IndexShard},
 * {@link Pins}.
 */
final class Segment {

    private final StoreState state;
    private final int slot;
    private final SegmentHeader header;
    private final Path path;
    private final DiskFile file;
    private final Tally tally;
    private final Pins pins = new Pins();
    private final GroupFlush flush = new GroupFlush();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong liveBytes = new AtomicLong();
    private final AtomicLong charged = new AtomicLong();
    private final long number;
    private volatile long lastRead;

    /** What of the charge is promised but not in the file: its footer. */
    private final AtomicLong owed = new AtomicLong();

    /** Null once sealed: then the table is on disk, {@link #sealedCount} entries at {@link #sealedAt}. */
    private @Nullable Footer open;

    private long sealedAt;
    private int sealedCount;

    /** Bytes of holes. */
    private long punched;

    /**
     * @param records those in the file, of which {@link #revive} has yet to tell which ones live
     * @param charge what the caller has taken from the space for this file
     */
    Segment(
            StoreState state,
            int slot,
            SegmentHeader header,
            Path path,
            DiskFile file,
            Tally tally,
            Footer records,
            long charge) {
        this.state = state;
        this.slot = slot;
        this.header = header;
        this.path = path;
        this.file = file;
        this.tally = tally;
        this.open = records;
        this.punched = records.punchedBytes();
        this.number = Long.parseUnsignedLong(String.valueOf(path.getFileName()), 0, 16, 16);
        this.lastRead = state.popularity().time();
        charge(charge);
        // Nobody knows whether what a killed process left behind ever reached the disk.
        flush.changed();
    }

    int slot() {
        return slot;
    }

    String owner() {
        return header.owner();
    }

    Path path() {
        return path;
    }

    DiskFile file() {
        return file;
    }

    Pins pins() {
        return pins;
    }

    int live() {
        return live.get();
    }

    /** Segments are numbered in the order of their making. */
    long number() {
        return number;
    }

    /** In {@link Popularity#time}. */
    long lastRead() {
        return lastRead;
    }

    void read(long time) {
        // Not written for each read: all threads look at it.
        if (lastRead != time) {
            lastRead = time;
        }
    }

    /** Takes more than twice what its chunks have: the rest would be free if they were elsewhere. */
    boolean wasteful() {
        return charged.get() > 2 * liveBytes.get();
    }

    boolean dirty() {
        return flush.dirty();
    }

    /** Where the next record would begin; for the log that appends. */
    synchronized long end() {
        return open == null ? sealedAt : open.end();
    }

    /**
     * Writes a record, for which the caller has taken the space, at the end. If it fails the file is as before, or else
     * the disk is failed.
     *
     * @return the record's position
     */
    synchronized long append(ChunkId id, BlockSums sums, List<ByteBuffer> bytes) throws IOException {
        int length = sums.length();
        int crc = sums.crc32c();
        if (open == null) {
            throw new IllegalStateException("Sealed: " + path);
        }
        long at = open.end();
        try {
            RecordWriter.write(file, new RecordHeader(id, length, crc, Mark.LIVE), header.salt(), at, sums, bytes);
        } catch (IOException e) {
            cutBack(at);
            throw e;
        }
        open.add(id, Layout.unit(at), length, crc, Mark.LIVE);
        flush.changed();
        charge(Layout.charge(at, length));
        wrote(Layout.next(at, length) - at, Layout.charge(at, length));
        revive(length);
        return at;
    }

    /** Of what was taken from the space, the rest will be written with the footer. */
    void wrote(long bytes, long taken) {
        owed.addAndGet(taken - bytes);
        state.space().written(bytes);
    }

    private void owesNothing() {
        state.space().written(owed.getAndSet(0));
    }

    /** Counts a record as alive. */
    void revive(int length) {
        live.incrementAndGet();
        liveBytes.addAndGet(length);
        tally.add(length);
    }

    /** Ends the file with its footer. If it fails the file is as before and may be appended to, or the disk is failed. */
    synchronized void seal() throws IOException {
        if (open != null) {
            writeFooter(open);
        }
    }

    /** Replaces a footer that was damaged on disk by one with these records. */
    synchronized void reseal(Footer records) throws IOException {
        if (open == null && records.end() <= sealedAt) {
            cutBack(records.end());
            writeFooter(records);
        }
    }

    private void writeFooter(Footer records) throws IOException {
        long at = records.end();
        ByteBuffer footer = records.encode(header.salt(), at);
        long size = Layout.up(at + footer.remaining(), Layout.PAGE);
        try {
            file.writeFully(footer, at);
        } catch (IOException e) {
            cutBack(at);
            throw e;
        }
        open = null;
        sealedAt = at;
        sealedCount = records.size();
        flush.changed();
        owesNothing();
        adopt(size);
    }

    /** The sealed footer was found on disk: the table need not be kept in memory. */
    synchronized void sealed() {
        if (open != null) {
            sealedAt = open.end();
            sealedCount = open.size();
            open = null;
        }
    }

    private void adopt(long size) {
        long change = size - punched - charged.get();
        charge(change);
        state.space().found(change);
    }

    private void cutBack(long at) {
        try {
            file.truncate(at);
        } catch (IOException e) {
            state.health().failed("Cutting off a torn record of " + path, e);
        }
    }

    /**
     * Marks a record dead, which the index has forgotten already, and sees to its pages as soon as nobody reads.
     *
     * @return work to be run when the caller holds no lock
     */
    List<Runnable> kill(long at, int length) {
        live.decrementAndGet();
        liveBytes.addAndGet(-length);
        tally.remove(length);
        mark(at, Mark.DEAD);
        return Layout.punchLength(at, length) == 0 ? List.of() : pins.afterReaders(() -> punch(at, length));
    }

    /** A mark that cannot be written is no failure: the chunk comes back at the next start, and is removed again. */
    private synchronized void mark(long at, byte mark) {
        int unit = Layout.unit(at);
        try {
            file.writeFully(ByteBuffer.wrap(new byte[] {mark}), at + RecordHeader.MARK_AT);
            if (open != null) {
                open.mark(open.find(unit), mark);
                return;
            }
            int ordinal = Footer.find(file, sealedAt, sealedCount, unit);
            if (ordinal >= 0) {
                long marks = Footer.marksAt(sealedAt, sealedCount);
                file.writeFully(ByteBuffer.wrap(new byte[] {mark}), marks + ordinal);
            }
        } catch (IOException e) {
            state.readFailed("Marking a removed record of " + path, e);
        }
    }

    private void punch(long at, int length) {
        if (!tryPunch(at, length)) {
            state.laterHoles().add(() -> tryPunch(at, length));
        }
    }

    /** True if there is nothing left to be done about it. */
    private boolean tryPunch(long at, int length) {
        int generation = pins.pin();
        if (generation < 0) {
            return true; // The whole file goes.
        }
        try {
            long bytes = Layout.punchLength(at, length);
            Disk.Punch came = state.disk().punch(path, Layout.punchFrom(at, length), bytes);
            if (came == Disk.Punch.DONE) {
                synchronized (this) {
                    mark(at, Mark.PUNCHED);
                    punched += bytes;
                    charge(-bytes);
                }
                state.space().giveBack(bytes);
            }
            return came != Disk.Punch.IN_FLIGHT;
        } finally {
            state.run(pins.unpin(generation));
        }
    }

    /** Makes all that was appended before the call survive a power cut, unless the file is on its way out. */
    void sync() throws IOException {
        int generation = pins.pin();
        if (generation < 0) {
            return;
        }
        try {
            flush.flush(file::force);
        } finally {
            state.run(pins.unpin(generation));
        }
    }

    /** Lets no more readers in, and lets go of the file when the last is gone. */
    void retire() {
        state.run(pins.retire(this::letGo));
    }

    private void letGo() {
        try {
            file.close();
        } catch (IOException e) {
            state.health().failed("Closing " + path, e);
        }
        owesNothing();
        long bytes = charged.get();
        charge(-bytes);
        state.space().giveBack(bytes);
    }

    private void charge(long bytes) {
        charged.addAndGet(bytes);
        tally.usedBytes().addAndGet(bytes);
    }

    /** A copy of the table of records; null if the one on disk does not hold together. */
    @Nullable
    Footer records() throws IOException {
        synchronized (this) {
            if (open != null) {
                return open.copy();
            }
        }
        return Footer.read(file, header.salt());
    }
}
