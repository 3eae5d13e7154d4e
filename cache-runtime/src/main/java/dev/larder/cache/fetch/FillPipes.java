package dev.larder.cache.fetch;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.pipe.Pipes;
import org.jspecify.annotations.Nullable;

/**
 * Those of a chunk's blocks whose bytes are in a pipe too, from where one reader's socket can have them without a copy. What is in
 * memory is what counts: it is verified there, and whoever gets no pipe reads it there. Not thread-safe: the fill's lock guards it.
 */
final class FillPipes {

    /** Blocks that wait in pipes: a reader who does not take them leaves the pipes to others. */
    private static final int MOST = 2;

    private final @Nullable Pipes pipes;
    private final @Nullable Pipe[] whole;
    private @Nullable Pipe arriving;
    private int waiting;
    private boolean wanted;

    /**
     * @param pipes null where there are none
     * @param blocks of the chunk
     */
    FillPipes(@Nullable Pipes pipes, int blocks) {
        this.pipes = pipes;
        this.whole = new Pipe[blocks];
    }

    /** From the next block on. */
    void want() {
        wanted = true;
    }

    /** Nobody takes them any more. */
    void unwant() {
        wanted = false;
        spoilt();
        for (int i = 0; i < whole.length; i++) {
            free(i);
        }
    }

    /**
     * The pipe for the next bytes of a block; null if it is to have none.
     *
     * @param has bytes of the block that are written
     */
    @Nullable
    Pipe next(int has) {
        Pipe known = arriving;
        if (known != null && (has == 0 || known.bytes() != has)) {
            spoilt();
            known = null;
        }
        if (has == 0 && wanted && waiting < MOST && pipes != null) {
            known = pipes.take();
            arriving = known;
        }
        return known;
    }

    /** What is in the pipe of the block that arrives is not what is in its memory. */
    void spoilt() {
        Pipe known = arriving;
        arriving = null;
        close(known);
    }

    /** A block has all its bytes. */
    void whole(int block, int length) {
        Pipe known = arriving;
        if (known == null || known.bytes() != length) {
            spoilt();
            return;
        }
        arriving = null;
        whole[block] = known;
        waiting++;
    }

    /** For the one who asks first, who closes it. */
    @Nullable
    Pipe take(int block) {
        Pipe known = whole[block];
        if (known != null) {
            whole[block] = null;
            waiting--;
        }
        return known;
    }

    /** Nobody will ask for it. */
    void free(int block) {
        close(take(block));
    }

    private static void close(@Nullable Pipe pipe) {
        if (pipe != null) {
            pipe.close();
        }
    }
}
