package dev.larder.cache.read;

import dev.larder.cache.store.StoredChunk;
import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.EOFException;
import java.io.IOException;

/** A stored chunk that stays pinned until the last piece of it has left the socket. Thread-safe. */
public final class PinnedChunk extends AbstractReferenceCounted {

    private final StoredChunk chunk;

    /** Owns the chunk from now on. */
    public PinnedChunk(StoredChunk chunk) {
        this.chunk = chunk;
    }

    public StoredChunk chunk() {
        return chunk;
    }

    /** Copies bytes of the chunk. Reads the file on the caller's thread: on an event loop, only what {@link WarmBytes} allows. */
    public void readInto(ByteBuf into, int from, int length) throws IOException {
        long position = chunk.position() + from;
        int left = length;
        while (left > 0) {
            int read = into.writeBytes(chunk.channel(), position, left);
            if (read < 0) {
                throw new EOFException("chunk " + chunk.id() + " ends " + left + " bytes early");
            }
            position += read;
            left -= read;
        }
    }

    @Override
    public PinnedChunk retain() {
        super.retain();
        return this;
    }

    @Override
    protected void deallocate() {
        chunk.close();
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }
}
