package dev.larder.operator.nodes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response while it arrives. The client's own stream asks for each few kilobytes from the reader's thread,
 * and wakes the event loop each time, which was a third of what a list of 100,000 Nodes cost. Here the event loop goes on
 * by itself until a bounded amount waits.
 *
 * <p>A body that was read to its end is not cancelled when it is closed: the client would then close the connection that
 * it came on, though that is back in the pool and may carry another request.
 */
final class ArrivingBody extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {
    /** More is not asked for while so much waits. */
    private static final int FULL = 1 << 20;

    private static final int LOW = FULL / 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean paused;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable AsyncBody body;
    private final Duration silence;

    /** @param silence after which it is given up: a server that vanished without a word ends nothing */
    ArrivingBody(Duration silence) {
        this.silence = silence;
    }

    /** Begins to read. Call once. */
    ArrivingBody of(AsyncBody arriving) {
        body = arriving;
        arriving.done().whenComplete((nothing, thrown) -> end(thrown));
        arriving.consume();
        return this;
    }

    @Override
    public void consume(List<ByteBuffer> pieces, AsyncBody arriving) {
        boolean more;
        lock.lock();
        try {
            for (ByteBuffer piece : pieces) {
                bytes += piece.remaining();
                waiting.add(piece);
            }
            more = bytes < FULL;
            paused = !more;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        if (more) {
            arriving.consume();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        boolean resume;
        int copied = 0;
        lock.lock();
        try {
            await();
            while (copied < length && !waiting.isEmpty()) {
                ByteBuffer piece = waiting.element();
                int n = Math.min(length - copied, piece.remaining());
                piece.get(target, offset + copied, n);
                copied += n;
                if (!piece.hasRemaining()) {
                    waiting.remove();
                }
            }
            bytes -= copied;
            resume = paused && bytes <= LOW;
            paused &= !resume;
        } finally {
            lock.unlock();
        }
        if (resume && body != null) {
            body.consume();
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        AsyncBody arriving = body;
        boolean cancel;
        lock.lock();
        try {
            cancel = !ended;
        } finally {
            lock.unlock();
        }
        if (cancel && arriving != null) {
            arriving.cancel();
        }
    }

    /** Until there is something, or nothing more comes. */
    private void await() throws IOException {
        try {
            long left = silence.toNanos();
            while (waiting.isEmpty() && !ended) {
                if (left <= 0) {
                    throw new IOException("the response sent nothing for " + silence);
                }
                left = arrived.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        if (waiting.isEmpty() && failure != null) {
            throw new IOException("the response broke off: " + failure.getMessage(), failure);
        }
    }

    private void end(@Nullable Throwable thrown) {
        lock.lock();
        try {
            ended = true;
            failure = thrown;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }
}
