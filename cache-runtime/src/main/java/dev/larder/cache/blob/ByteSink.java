package dev.larder.cache.blob;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.PinnedChunk;
import io.netty.buffer.ByteBuf;

/** Takes the bytes of a blob in their order, from a {@link ChunkStream}. All calls come from one event loop. */
interface ByteSink {

    /** Bytes that it takes at once; 0: none now, the sink calls {@link ChunkStream#advance()} when it takes more. */
    int room();

    /**
     * Bytes of a chunk on disk, which are in the page cache now. The sink retains the chunk for as long as it needs it.
     *
     * @param source not the disk if the chunk was stored while it was read
     */
    void stored(PinnedChunk chunk, int from, int length, ByteSource source);

    /** Bytes of a fill; the sink releases them. */
    void arrived(ByteBuf bytes, ByteSource source);

    /** Whether the client can have bytes by way of a pipe. */
    boolean takesPipes();

    /** Bytes of a fill, from a peer; the sink closes the pipe. Only if it takes pipes. */
    void piped(Pipe bytes, ByteSource source);

    /** Nothing more for now; what was handed over should go out. */
    void pause();

    /** All bytes were handed over. */
    void end();

    /** No more bytes will come. */
    void failed(FillFailure why);
}
