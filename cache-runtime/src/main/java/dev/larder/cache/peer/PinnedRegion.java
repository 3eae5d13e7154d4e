package dev.larder.cache.peer;

import dev.larder.cache.store.StoredChunk;
import io.netty.channel.DefaultFileRegion;

/** A stored chunk on its way to a socket; unpins it when sent, and leaves the shared file open. */
final class PinnedRegion extends DefaultFileRegion {

    private final StoredChunk chunk;

    PinnedRegion(StoredChunk chunk) {
        super(chunk.channel(), chunk.position(), chunk.length());
        this.chunk = chunk;
    }

    @Override
    protected void deallocate() {
        chunk.close();
    }
}
