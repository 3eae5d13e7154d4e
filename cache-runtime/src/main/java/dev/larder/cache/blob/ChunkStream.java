package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.model.manifest.ManifestEntry;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Hands a range of a blob to a sink, chunk after chunk, as fast as the sink takes it and the chunks arrive. The chunks
 * after the current one are asked for ahead, so that a cold blob streams.
 *
 * <p>Runs on one event loop; call {@link #advance()} and {@link #close()} there only.
 */
final class ChunkStream {

    /** Chunks asked for beyond the current one. Two hide a round trip per chunk; more only pin memory for one reader. */
    static final int AHEAD = 2;

    /** Handed over at once. Small enough that a slow client makes visible progress, large enough to be few. */
    static final int PIECE = 1 << 20;

    private final ChunkReads reads;
    private final Executor blocking;
    private final EventExecutor loop;
    private final ByteSink sink;
    private final DatasetRevision revision;
    private final long ordinal;
    private final ManifestEntry entry;
    private final long end;
    private final int chunkBytes;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>(1 + AHEAD);

    private long position;
    private long nextChunk;
    private boolean advancing;
    /** There was news while this advanced: what it looked at before may be out of date. */
    private boolean again;

    private boolean closed;

    /**
     * @param blocking runs what may wait for the disk
     * @param start first byte
     * @param end byte after the last; equal to start for nothing
     */
    ChunkStream(
            ChunkReads reads,
            Executor blocking,
            EventExecutor loop,
            ByteSink sink,
            DatasetRevision revision,
            long ordinal,
            ManifestEntry entry,
            long start,
            long end) {
        this.reads = reads;
        this.blocking = blocking;
        this.loop = loop;
        this.sink = sink;
        this.revision = revision;
        this.ordinal = ordinal;
        this.entry = entry;
        this.end = end;
        this.chunkBytes = revision.geometry().chunkBytes();
        this.position = start;
        this.nextChunk = start / chunkBytes;
    }

    /** Goes on where it stopped. */
    void advance() {
        again = true;
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (again && !closed) {
                again = false;
                while (step()) {}
            }
        } finally {
            advancing = false;
        }
    }

    /** Lets go of everything; the sink hears no more. */
    void close() {
        closed = true;
        slots.forEach(Slot::close);
        slots.clear();
    }

    private boolean step() {
        if (closed) {
            return false;
        }
        askAhead();
        var slot = slots.peek();
        if (slot == null) {
            closed = true;
            sink.end();
            return false;
        }
        var moved = slot.hand();
        if (!closed && position == slot.end) {
            slot.close();
            slots.remove();
            return true;
        }
        return moved;
    }

    private void askAhead() {
        while (slots.size() <= AHEAD && nextChunk * chunkBytes < end) {
            var slot = new Slot(nextChunk++);
            slots.add(slot);
            slot.open();
        }
    }

    private void fail(FillFailure why) {
        close();
        sink.failed(why);
    }

    private void wake() {
        if (loop.inEventLoop()) {
            advance();
        } else {
            loop.execute(this::advance);
        }
    }

    /** One chunk: asked for, here or failed. */
    private final class Slot {

        private final long chunk;
        private final long start;
        private final long end;
        private @Nullable PinnedChunk stored;
        private @Nullable FillReader fill;
        private @Nullable FillFailure failure;
        private boolean reopened;
        private boolean gone;

        Slot(long chunk) {
            this.chunk = chunk;
            this.start = chunk * chunkBytes;
            this.end = Math.min(start + chunkBytes, ChunkStream.this.end);
        }

        void open() {
            var opened = reads.open(new ChunkRef(revision, ordinal, entry, chunk), Demand.FOREGROUND);
            if (opened.isDone()) {
                settle(opened.join());
            } else {
                var _ = opened.whenComplete((outcome, error) -> onLoop(() -> {
                    if (outcome != null) {
                        settle(outcome);
                    } else {
                        failure = new FillFailure(FillFailure.Reason.CANCELLED, String.valueOf(error));
                    }
                    advance();
                }));
            }
        }

        private void settle(ReadOutcome outcome) {
            switch (outcome) {
                case ReadOutcome.Hit(var found) -> {
                    var pinned = new PinnedChunk(found);
                    if (gone) {
                        pinned.release();
                    } else if (found.verified()) {
                        stored = pinned;
                    } else {
                        verify(pinned);
                    }
                }
                case ReadOutcome.Filling(var reader) -> {
                    if (gone) {
                        reader.close();
                    } else {
                        fill = reader;
                    }
                }
                case ReadOutcome.Unavailable(var why) -> failure = why;
            }
        }

        /** Once per chunk after a restart of the node. A chunk that fails is a miss, and is asked for again, once. */
        private void verify(PinnedChunk pinned) {
            try {
                blocking.execute(() -> {
                    boolean good = pinned.chunk().verify();
                    onLoop(() -> {
                        if (good && !gone) {
                            stored = pinned;
                        } else {
                            pinned.release();
                            if (!gone && !reopened) {
                                reopened = true;
                                open();
                            } else if (!gone) {
                                failure = new FillFailure(
                                        FillFailure.Reason.CORRUPT, "The stored copy is damaged; try again.");
                            }
                        }
                        advance();
                    });
                });
            } catch (RejectedExecutionException full) {
                pinned.release();
                failure = new FillFailure(FillFailure.Reason.BUSY, "Too many reads wait for the disk.");
            }
        }

        private void onLoop(Runnable action) {
            if (loop.inEventLoop()) {
                action.run();
            } else {
                loop.execute(action);
            }
        }

        /** True when something was handed over and more may follow at once. */
        boolean hand() {
            if (stored != null) {
                return handStored(stored);
            }
            if (fill != null) {
                return handArrived(fill);
            }
            if (failure != null) {
                fail(failure);
            } else {
                sink.pause();
            }
            return false;
        }

        private boolean handStored(PinnedChunk chunk) {
            if (!sink.ready()) {
                return false;
            }
            int length = (int) Math.min(PIECE, end - position);
            long from = position - start;
            position += length;
            sink.stored(chunk, (int) from, length);
            return true;
        }

        private boolean handArrived(FillReader reader) {
            long from = position - start;
            int available = reader.available();
            int here = (int) (Math.min(available, end - start) - from);
            if (here <= 0) {
                var why = reader.failure();
                if (why != null) {
                    fail(why);
                } else {
                    sink.pause();
                    reader.onProgress(available, ChunkStream.this::wake);
                }
                return false;
            }
            if (!sink.ready()) {
                return false;
            }
            int length = Math.min(PIECE, here);
            var source = available == reader.length() ? ByteSource.MEMORY : ByteSource.FILL;
            ByteBuf bytes;
            try {
                bytes = reader.read((int) from, length);
            } catch (IllegalStateException lost) {
                fail(new FillFailure(FillFailure.Reason.CORRUPT, String.valueOf(lost.getMessage())));
                return false;
            }
            position += length;
            sink.arrived(bytes, source);
            return true;
        }

        void close() {
            gone = true;
            if (stored != null) {
                stored.release();
                stored = null;
            }
            if (fill != null) {
                fill.close();
                fill = null;
            }
        }
    }
}
