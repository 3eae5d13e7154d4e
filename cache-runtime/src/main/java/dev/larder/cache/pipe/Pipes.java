package dev.larder.cache.pipe;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of a node. There are so many at most, and who gets none copies. An empty one is used again. Thread-safe.
 */
public final class Pipes implements AutoCloseable {

    /**
     * Of each. It counts pages, and every packet's part of a block takes one, however short: a block that came in packets of 1,500 bytes
     * needs 180.
     */
    private static final int BYTES = 1 << 20;

    private final SocketCalls calls;
    private final int most;
    private final ArrayDeque<Ends> idle = new ArrayDeque<>();
    private final LongAdder passed = new LongAdder();
    private int made;
    private boolean closed;

    /** The two descriptors of a pipe. */
    record Ends(FileDescriptor out, FileDescriptor in) {

        void close() {
            Pipes.close(out);
            Pipes.close(in);
        }
    }

    /** Nothing, if it is closed. */
    static void close(FileDescriptor open) {
        try {
            open.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private Pipes(SocketCalls calls, int most) {
        this.calls = calls;
        this.most = most;
    }

    /**
     * Null where sockets are not Linux's, or where the process may not make native calls.
     *
     * @param most pipes at a time
     */
    public static @Nullable Pipes find(int most) {
        SocketCalls calls = Epoll.isAvailable() ? SocketCalls.find() : null;
        return calls == null ? null : new Pipes(calls, most);
    }

    SocketCalls calls() {
        return calls;
    }

    /** Empty; null if there is none left. */
    public synchronized @Nullable Pipe take() {
        Ends ends = idle.pollLast();
        if (ends == null && made < most && !closed) {
            ends = make();
        }
        return ends == null ? null : new Pipe(this, ends);
    }

    private @Nullable Ends make() {
        FileDescriptor[] both;
        try {
            both = FileDescriptor.pipe();
        } catch (IOException tooMany) {
            return null;
        }
        Ends ends = new Ends(both[0], both[1]);
        if (!calls.enlarge(ends.in().intValue(), BYTES)) {
            ends.close();
            return null;
        }
        made++;
        return ends;
    }

    /** @param empty nothing is in it; else it goes, with what is in it */
    synchronized void giveBack(Ends ends, boolean empty) {
        if (empty && !closed) {
            idle.addLast(ends);
        } else {
            made--;
            ends.close();
        }
    }

    void passed(int bytes) {
        passed.add(bytes);
    }

    /** Bytes that sockets have had from pipes so far. */
    public long passed() {
        return passed.sum();
    }

    /** Pipes that are not idle. */
    public synchronized int inUse() {
        return made - idle.size();
    }

    /** Those in use go when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        made -= idle.size();
        idle.forEach(Ends::close);
        idle.clear();
    }
}
