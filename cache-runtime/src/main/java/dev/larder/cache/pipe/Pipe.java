package dev.larder.cache.pipe;

import dev.larder.cache.pipe.Pipes.Ends;
import io.netty.channel.epoll.Native;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came from one socket and wait for another one. Whoever has it closes it. Thread-safe, since it may be closed while somebody fills
 * it; no call waits for anything but another call.
 */
public final class Pipe implements AutoCloseable {

    /** Of the kernel: no place in a file. */
    private static final int NO_OFFSET = -1;

    private final Pipes pipes;
    private @Nullable Ends ends;
    private int bytes;

    Pipe(Pipes pipes, Ends ends) {
        this.pipes = pipes;
        this.ends = ends;
    }

    /** In it now. */
    public synchronized int bytes() {
        return bytes;
    }

    /** Moves bytes that have come to that socket; returns how many. Fewer than were wanted: the pipe is full, or closed. */
    synchronized int fill(int socket, int wanted) {
        Ends open = ends;
        int moved = 0;
        while (open != null && moved < wanted) {
            int count;
            try {
                count = Native.splice(socket, NO_OFFSET, open.in().intValue(), NO_OFFSET, wanted - moved);
            } catch (IOException broken) {
                // Whoever reads the socket finds out.
                count = 0;
            }
            if (count <= 0) {
                break;
            }
            moved += count;
        }
        bytes += moved;
        return moved;
    }

    /** Moves as much to that socket as it takes; returns how much. */
    synchronized int drain(int socket) throws IOException {
        Ends open = ends;
        if (open == null || bytes == 0) {
            throw new IOException("the pipe is closed or empty");
        }
        int count = Native.splice(open.out().intValue(), NO_OFFSET, socket, NO_OFFSET, bytes);
        bytes -= count;
        pipes.passed(count);
        return count;
    }

    @Override
    public synchronized void close() {
        Ends open = ends;
        ends = null;
        if (open != null) {
            pipes.giveBack(open, bytes == 0);
        }
    }
}
