package dev.larder.cache.fetch;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One reader of a fill. What changes in it is guarded by the fill's lock. */
final class FillCursor implements FillReader {

    private final ChunkFill fill;
    private final boolean joinedWhole;
    private @Nullable Runnable action;
    /** What must be available for it. */
    private int wanted;

    /** It will not read what is before. */
    private int passed;

    private boolean takesPipes;
    private boolean closed;

    /** @param whole the whole chunk is there as it joins */
    FillCursor(ChunkFill fill, boolean whole) {
        this.fill = fill;
        this.joinedWhole = whole;
    }

    @Override
    public ChunkId chunk() {
        return fill.id;
    }

    @Override
    public int length() {
        return fill.length;
    }

    @Override
    public int available() {
        return fill.available();
    }

    @Override
    public ByteSource source(int offset) {
        return joinedWhole ? ByteSource.MEMORY : fill.source(offset);
    }

    @Override
    public boolean isStored() {
        return fill.isStored();
    }

    @Override
    public ByteBuf read(int offset, int count) {
        return fill.read(this, offset, count);
    }

    @Override
    public void passed(int to) {
        fill.passed(this, to);
    }

    @Override
    public void takesPipes() {
        fill.wantPipes(this);
    }

    @Override
    public @Nullable Pipe pipe(int from) {
        return fill.pipe(this, from);
    }

    @Override
    public int blockCrc32c(int from) {
        return fill.crc32c(from, Math.min(from + BLOCK, fill.length));
    }

    @Override
    public void onProgress(int seen, Runnable next) {
        fill.onProgress(this, seen, next);
    }

    @Override
    public @Nullable FillFailure failure() {
        return fill.failure();
    }

    @Override
    public void close() {
        fill.leave(this);
    }

    // ---- with the fill's lock

    boolean isClosed() {
        return closed;
    }

    void closed() {
        closed = true;
        action = null;
    }

    int passed() {
        return passed;
    }

    void takes() {
        takesPipes = true;
    }

    boolean isTakingPipes() {
        return takesPipes;
    }

    void pass(int to) {
        passed = Math.max(passed, to);
    }

    /** @param seen bytes that are available now */
    void waits(int seen, Runnable next) {
        action = next;
        wanted = seen == 0 ? 1 : Math.min(fill.length, (seen / BLOCK + 1) * BLOCK);
    }

    /** Null if it does not wait, or waits for more. */
    @Nullable
    Runnable takeAction(int available) {
        if (available < wanted) {
            return null;
        }
        Runnable taken = action;
        action = null;
        return taken;
    }
}
