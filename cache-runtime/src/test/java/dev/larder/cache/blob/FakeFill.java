package dev.larder.cache.blob;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A fill whose test decides how far it has come. */
final class FakeFill implements FillReader {

    private final byte[] bytes;
    private final AtomicInteger open;
    private int available;
    private int unseen;
    private int passed;
    private boolean piped;
    private @Nullable FillFailure failure;
    private @Nullable Runnable waiting;
    private boolean closed;
    private volatile ByteSource source = ByteSource.PEER;
    private boolean stored;

    FakeFill(byte[] bytes, AtomicInteger open) {
        this.bytes = bytes;
        this.open = open;
        open.incrementAndGet();
    }

    FakeFill from(ByteSource where) {
        source = where;
        return this;
    }

    /** The rest arrives, the chunk is put on disk, and its memory is gone. */
    void arriveAndBeStored() {
        change(() -> {
            available = bytes.length;
            stored = true;
        });
    }

    void arrive(int more) {
        change(() -> available = Math.min(bytes.length, available + more));
    }

    /** So many bytes arrive when a reader has just found that there are no more. */
    synchronized void arriveUnseen(int more) {
        unseen = more;
    }

    void fail(FillFailure why) {
        change(() -> failure = why);
    }

    private void change(Runnable what) {
        Runnable action;
        synchronized (this) {
            what.run();
            action = waiting;
            waiting = null;
        }
        if (action != null) {
            action.run();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public ChunkId chunk() {
        return new ChunkId(1, 1);
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public int blockCrc32c(int from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized int available() {
        return available;
    }

    @Override
    public ByteSource source(int offset) {
        return source;
    }

    @Override
    public synchronized boolean isStored() {
        return stored;
    }

    @Override
    public synchronized ByteBuf read(int offset, int length) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (stored) {
            throw new IllegalStateException("not in memory");
        }
        if (offset + length > available) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + available);
        }
        return Unpooled.copiedBuffer(bytes, offset, length);
    }

    @Override
    public synchronized void passed(int to) {
        passed = to;
    }

    @Override
    public synchronized void takesPipes() {
        piped = true;
    }

    @Override
    public @Nullable Pipe pipe(int from) {
        return null;
    }

    synchronized int passed() {
        return passed;
    }

    /** Its reader's client could have had bytes by way of a pipe. */
    synchronized boolean isPiped() {
        return piped;
    }

    @Override
    public void onProgress(int seen, Runnable action) {
        synchronized (this) {
            available = Math.min(bytes.length, available + unseen);
            unseen = 0;
            if (failure == null && available <= seen) {
                waiting = action;
                return;
            }
        }
        action.run();
    }

    @Override
    public synchronized @Nullable FillFailure failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            open.decrementAndGet();
        }
    }
}
