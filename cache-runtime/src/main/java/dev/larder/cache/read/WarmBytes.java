package dev.larder.cache.read;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Which bytes of one stored chunk an event loop may send without waiting for the disk. The others are read in first, on
 * {@link ColdReads}'s threads, in the order in which they are to be sent.
 *
 * <p>What was read in stays in the page cache, not in this process, so that any number of slow clients costs no memory;
 * if it was dropped again before its turn came, it is read again. Between the answer and the send the kernel may drop it
 * too: then that send waits for the disk, as all of them would without this.
 *
 * <p>Runs on one event loop.
 */
public final class WarmBytes implements AutoCloseable {

    /** Until then bytes that were read in count as being there, though the kernel may not be able to say so. */
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** When too many reads wait, the next attempt is this much later, and up to twice that. */
    private static final int PUT_OFF_MILLIS = 10;

    private final PinnedChunk chunk;
    private final ColdReads cold;
    private final EventExecutor loop;
    private final Runnable news;
    private boolean reading;
    private boolean lost;
    private boolean wasCold;
    private volatile boolean closed;
    private int readFrom;
    private int readTo;
    private long readAt;

    /** What may be done with bytes. */
    public enum State {
        /** They can be sent now. */
        READY,
        /** They are being read in; there will be news. */
        WAITING,
        /** They are unreadable, and the store has forgotten the chunk. */
        LOST
    }

    /**
     * @param chunk stays the caller's, who keeps it until this is closed
     * @param news run on the event loop when it is worth asking again
     */
    public WarmBytes(PinnedChunk chunk, ColdReads cold, EventExecutor loop, Runnable news) {
        this.chunk = chunk;
        this.cold = cold;
        this.loop = loop;
        this.news = news;
    }

    public State at(int from, int length) {
        if (lost) {
            return State.LOST;
        }
        if (reading) {
            return State.WAITING;
        }
        if (wasReadIn(from, length) || chunk.chunk().resident(from, length)) {
            return State.READY;
        }
        wasCold = true;
        if (!begin(from, length)) {
            putOff();
        }
        return State.WAITING;
    }

    /** Bytes had to be read in: what follows them is likely to be cold too. */
    public boolean wasCold() {
        return wasCold;
    }

    /** Has bytes read in that will be asked for soon, unless others wait for the disk. */
    public void ahead(int from, int length) {
        if (!lost && !reading && !cold.busy() && !chunk.chunk().resident(from, length)) {
            wasCold = true;
            boolean _ = begin(from, length);
        }
    }

    private boolean wasReadIn(int from, int length) {
        return from >= readFrom && from + length <= readTo && System.nanoTime() - readAt < TRUSTED_NANOS;
    }

    private boolean begin(int from, int length) {
        chunk.retain();
        reading = cold.begin(() -> {
            boolean good = true;
            try {
                if (!closed) {
                    cold.read(length);
                    good = chunk.chunk().readIn(from, length);
                }
            } finally {
                chunk.release();
                tell(good, from, length);
            }
        });
        if (!reading) {
            chunk.release();
        }
        return reading;
    }

    private void tell(boolean good, int from, int length) {
        try {
            loop.execute(() -> {
                readFrom = from;
                readTo = from + length;
                readAt = System.nanoTime();
                lost = !good;
                goOn();
            });
        } catch (RejectedExecutionException over) {
            // The event loop ended, and with it whoever would like to know.
        }
    }

    private void putOff() {
        reading = true;
        long pause = ThreadLocalRandom.current().nextLong(PUT_OFF_MILLIS, 2 * PUT_OFF_MILLIS + 1);
        var _ = loop.schedule(this::goOn, pause, TimeUnit.MILLISECONDS);
    }

    private void goOn() {
        reading = false;
        if (!closed) {
            news.run();
        }
    }

    /** There will be no more news, and what was not begun to be read is not read. */
    @Override
    public void close() {
        closed = true;
    }
}
