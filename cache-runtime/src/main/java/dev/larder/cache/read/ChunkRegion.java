package dev.larder.cache.read;

import io.netty.channel.DefaultFileRegion;

/**
 * A piece of a stored chunk that the kernel copies from the page cache to the socket; what is not there would block the
 * event loop, so ask {@link WarmBytes} first.
 */
public final class ChunkRegion extends DefaultFileRegion {

    private final PinnedChunk chunk;

    /** Keeps the chunk pinned until the region is released. */
    public ChunkRegion(PinnedChunk chunk, int from, int length) {
        super(chunk.chunk().channel(), chunk.chunk().position() + from, length);
        this.chunk = chunk.retain();
    }

    /** Unlike the parent's, leaves the file open: it belongs to the store. */
    @Override
    protected void deallocate() {
        chunk.release();
    }
}
