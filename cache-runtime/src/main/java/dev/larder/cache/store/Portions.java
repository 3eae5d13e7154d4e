package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a chunk's blocks in calls that end where multiples of a portion do in the file, wherever it begins. The page cache
 * keeps what comes with one call in pieces as large as their place and the call's end allow: calls of the same length that
 * end at odd pages leave pieces of 1 to 32 pages, each of which costs whoever sends it, and whoever receives it. See "What
 * a profile changed" in docs/performance.md.
 *
 * <p>Not one call for all: on kernels that do not preempt, an event loop that wakes up waits for the end of a call.
 */
final class Portions {

    static final int BYTES = 256 << 10;

    private final ArrayDeque<ByteBuffer> rest = new ArrayDeque<>();
    private long left;
    private long at;

    private Portions(List<ByteBuffer> bytes, long position) {
        for (ByteBuffer part : bytes) {
            rest.add(part.duplicate());
            left += part.remaining();
        }
        at = position;
    }

    /** Writes each buffer's bytes from its position to its limit, which stay. */
    static void write(DiskFile file, List<ByteBuffer> bytes, long position) throws IOException {
        new Portions(bytes, position).writeTo(file);
    }

    private void writeTo(DiskFile file) throws IOException {
        while (left > 0) {
            int length = next(at, left);
            file.writeFully(take(length), at);
            at += length;
            left -= length;
        }
    }

    /** What remains after the last whole portion is not worth a call. */
    static int next(long at, long left) {
        long toMultiple = BYTES - at % BYTES;
        return (int) (left - toMultiple < BYTES && left < 2L * BYTES ? left : toMultiple);
    }

    private ByteBuffer[] take(int length) {
        List<ByteBuffer> taken = new ArrayList<>(2);
        for (int missing = length; missing > 0; ) {
            ByteBuffer first = rest.element();
            int count = Math.min(missing, first.remaining());
            if (count > 0) {
                taken.add(first.slice(first.position(), count));
                first.position(first.position() + count);
                missing -= count;
            }
            if (!first.hasRemaining()) {
                rest.remove();
            }
        }
        return taken.toArray(ByteBuffer[]::new);
    }
}
