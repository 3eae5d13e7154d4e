package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One pass over all chunks in the order in which they lie on the disk. For one thread. */
final class Scrub {

    private record Entry(ChunkId id, int length, int crc) {}

    private final StoreState state;
    private final long bytesPerSecond;
    private final BooleanSupplier stop;
    private final long startedNanos = System.nanoTime();
    private long chunks;
    private long bytes;
    private long corrupt;

    Scrub(StoreState state, long bytesPerSecond, BooleanSupplier stop) {
        this.state = state;
        this.bytesPerSecond = bytesPerSecond;
        this.stop = stop;
    }

    ScrubResult run() {
        for (Segment segment : state.segments().all()) {
            if (segment != null && !scrub(segment)) {
                return new ScrubResult(chunks, bytes, corrupt, false);
            }
        }
        return new ScrubResult(chunks, bytes, corrupt, true);
    }

    /** False: told to stop. */
    private boolean scrub(Segment segment) {
        int generation = segment.pins().pin();
        if (generation < 0) {
            return true;
        }
        Footer records;
        try {
            records = records(segment);
        } finally {
            state.run(segment.pins().unpin(generation));
        }
        for (int i = 0; i < records.size(); i++) {
            if (stop.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            if (records.mark(i) == Mark.LIVE) {
                readBack(segment, records, i);
            }
        }
        return true;
    }

    private Footer records(Segment segment) {
        Footer found = null;
        try {
            found = segment.records();
        } catch (IOException e) {
            state.readFailed("Reading the footer of " + segment.path(), e);
        }
        return found == null ? mended(segment) : found;
    }

    /** The footer is damaged, but its contents are in the index still. */
    private Footer mended(Segment segment) {
        TreeMap<Integer, Entry> entries = new TreeMap<>();
        state.index().forEach((high, low, slot, unit, flaggedLength, crc) -> {
            if (slot == segment.slot()) {
                entries.put(unit, new Entry(new ChunkId(high, low), flaggedLength & ~IndexShard.UNVERIFIED, crc));
            }
        });
        Footer records = new Footer();
        entries.forEach((unit, entry) -> records.add(entry.id, unit, entry.length, entry.crc, Mark.LIVE));
        try {
            segment.reseal(records);
        } catch (IOException e) {
            if (!OutOfSpace.is(e)) {
                state.health().failed("Mending the footer of " + segment.path(), e);
            }
        }
        return records;
    }

    private void readBack(Segment segment, Footer records, int i) {
        try (@Nullable PinnedChunk chunk = state.open(records.id(i))) {
            if (chunk == null || chunk.segment() != segment || chunk.unit() != records.unit(i)) {
                return; // Removed meanwhile.
            }
            chunks++;
            bytes += chunk.length();
            if (!chunk.readBack()) {
                corrupt++;
            }
        }
        pace();
    }

    private void pace() {
        double dueSeconds = (double) bytes / bytesPerSecond;
        long ahead = (long) (dueSeconds * 1e9) - (System.nanoTime() - startedNanos);
        long deadline = System.nanoTime() + ahead;
        while (System.nanoTime() < deadline
                && !stop.getAsBoolean()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.min(deadline - System.nanoTime(), 100_000_000));
        }
    }
}
