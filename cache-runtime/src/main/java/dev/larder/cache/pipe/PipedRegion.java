package dev.larder.cache.pipe;

import io.netty.channel.FileRegion;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** What is in a pipe, as a message to the channel whose socket is to have it. */
public final class PipedRegion extends AbstractReferenceCounted implements FileRegion {

    private final Pipe pipe;
    private final UnixChannel channel;
    private final int count;
    private long transferred;

    /** Owns the pipe from now on. */
    public PipedRegion(Pipe pipe, UnixChannel channel) {
        this.pipe = pipe;
        this.channel = channel;
        this.count = pipe.bytes();
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Deprecated
    @Override
    public long transfered() {
        return transferred;
    }

    @Override
    public long count() {
        return count;
    }

    /** @param target the channel's, which is what Netty asks for on its event loop */
    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        int moved = pipe.drain(channel.fd().intValue());
        transferred += moved;
        return moved;
    }

    @Override
    protected void deallocate() {
        pipe.close();
    }

    @Override
    public PipedRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public PipedRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public PipedRegion touch() {
        return this;
    }

    @Override
    public PipedRegion touch(Object hint) {
        return this;
    }
}
