package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.read.PinnedChunk;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.read.WarmBytes;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
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

    private final StreamMeans means;
    private final EventExecutor loop;
    private final ByteSink sink;
    private final Resolution.InDataset blob;
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
     * @param start first byte
     * @param end byte after the last; equal to start for nothing
     */
    ChunkStream(StreamMeans means, EventExecutor loop, ByteSink sink, Resolution.InDataset blob, long start, long end) {
        this.means = means;
        this.loop = loop;
        this.sink = sink;
        this.blob = blob;
        this.end = end;
        this.chunkBytes = blob.revision().geometry().chunkBytes();
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

    /** Never at once, even on the event loop: whoever brings bytes holds locks, and wakes many readers one after the other. */
    private void wake() {
        try {
            loop.execute(this::advance);
        } catch (RejectedExecutionException over) {
            // The event loop ended, and with it this connection.
        }
    }

    /** One chunk: asked for, here or failed. */
    private final class Slot {

        private final long chunk;
        private final long start;
        private final long end;
        /** None of the chunk's bytes had been handed over before this began. */
        private final boolean fromItsStart;

        private @Nullable PinnedChunk stored;
        private @Nullable WarmBytes warm;
        /** Up to where in the chunk bytes are read in together; the sink may take them bit by bit. */
        private int pieceEnd;

        private @Nullable FillReader fill;
        private @Nullable FillFailure failure;
        /** Where bytes are that are on disk now: elsewhere, if they came while this read them. */
        private ByteSource source = ByteSource.DISK;

        private boolean reopened;
        private boolean gone;

        Slot(long chunk) {
            this.chunk = chunk;
            this.start = chunk * chunkBytes;
            this.end = Math.min(start + chunkBytes, ChunkStream.this.end);
            this.fromItsStart = position <= start;
        }

        void open() {
            var opened = means.reads()
                    .open(
                            new ChunkRef(blob.revision(), blob.ordinal(), blob.entry(), blob.hash(), chunk),
                            Demand.FOREGROUND);
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
                        keep(pinned);
                    } else {
                        verify(pinned);
                    }
                }
                case ReadOutcome.Filling(var reader) -> {
                    if (gone) {
                        reader.close();
                    } else {
                        fill = reader;
                        if (isWhole(reader) && sink.takesPipes()) {
                            reader.takesPipes();
                        }
                    }
                }
                case ReadOutcome.Unavailable(var why) -> failure = why;
            }
        }

        private void keep(PinnedChunk pinned) {
            stored = pinned;
            warm = new WarmBytes(pinned, means.cold(), loop, ChunkStream.this::advance);
        }

        private void openAgain() {
            if (reopened) {
                failure = new FillFailure(FillFailure.Reason.CORRUPT, "The stored copy is damaged; try again.");
            } else {
                reopened = true;
                open();
            }
        }

        /** Once per chunk after a restart of the node. A chunk that fails is a miss, and is asked for again, once. */
        private void verify(PinnedChunk pinned) {
            try {
                means.blocking().execute(() -> {
                    boolean good = pinned.chunk().verify();
                    onLoop(() -> {
                        if (good && !gone) {
                            keep(pinned);
                        } else {
                            pinned.release();
                            if (!gone) {
                                openAgain();
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
            if (stored != null && warm != null) {
                return handStored(stored, warm);
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

        private boolean handStored(PinnedChunk chunk, WarmBytes bytes) {
            int room = sink.room();
            if (room == 0) {
                return false;
            }
            int from = (int) (position - start);
            if (from >= pieceEnd) {
                pieceEnd = (int) Math.min(from + PIECE, end - start);
            }
            return switch (bytes.at(from, pieceEnd - from)) {
                case READY -> {
                    int length = Math.min(room, pieceEnd - from);
                    position += length;
                    sink.stored(chunk, from, length, source);
                    if (!closed && bytes.wasCold() && from + length == pieceEnd) {
                        slots.forEach(Slot::readAhead);
                    }
                    yield true;
                }
                case WAITING -> {
                    sink.pause();
                    yield false;
                }
                case LOST -> {
                    letGo();
                    openAgain();
                    yield true;
                }
            };
        }

        /** If the next piece to be handed over is this chunk's: reads it in while the client takes the one before. */
        void readAhead() {
            if (warm != null && position >= start && position < end) {
                warm.ahead((int) (position - start), (int) Math.min(PIECE, end - position));
            }
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
            int room = sink.room();
            if (room == 0) {
                return false;
            }
            var origin = reader.source((int) from);
            if (reader.isStored()) {
                source = origin;
                reader.close();
                fill = null;
                open();
                return true;
            }
            Pipe piped = pipe(reader, (int) from, Math.min(room, here));
            if (piped != null) {
                passOn(reader, piped.bytes());
                sink.piped(piped, origin);
                return true;
            }
            // As one piece of memory: of several, each would pass the JVM on its way to the socket.
            int length = Math.min(Math.min(FillReader.BLOCK - (int) from % FillReader.BLOCK, room), here);
            ByteBuf bytes;
            try {
                bytes = reader.read((int) from, length);
            } catch (IllegalStateException lost) {
                fail(new FillFailure(FillFailure.Reason.CORRUPT, String.valueOf(lost.getMessage())));
                return false;
            }
            passOn(reader, length);
            sink.arrived(bytes, origin);
            return true;
        }

        /** All of the chunk is read, from its first byte on. */
        private boolean isWhole(FillReader reader) {
            return fromItsStart && end - start == reader.length();
        }

        /** The block that begins there, if all of it may be handed over. */
        private @Nullable Pipe pipe(FillReader reader, int from, int most) {
            boolean block = from % FillReader.BLOCK == 0 && most >= Math.min(FillReader.BLOCK, reader.length() - from);
            return block && isWhole(reader) ? reader.pipe(from) : null;
        }

        private void passOn(FillReader reader, int count) {
            position += count;
            if (isWhole(reader)) {
                reader.passed((int) (position - start));
            }
        }

        private void letGo() {
            if (warm != null) {
                warm.close();
                warm = null;
            }
            if (stored != null) {
                stored.release();
                stored = null;
            }
        }

        void close() {
            gone = true;
            letGo();
            if (fill != null) {
                fill.close();
                fill = null;
            }
        }
    }
}
