package dev.larder.cache.blob;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.atomic.LongAdder;

/**
 * Memory of sealed bytes that clients have not taken yet, over all TLS connections of an endpoint. What goes out without
 * TLS stays in the page cache until it is sent; what is sealed does not, and thousands of slow clients must not fill the
 * node's memory with it.
 *
 * <p>While there is plenty, a connection may have {@link #PIECE} and what its socket's mark allows. When the budget is
 * used up, only one with nothing unsent gets more, and of that {@link #LEAST}: so at most the budget and {@code LEAST} for
 * each connection are held, and nobody waits for others.
 *
 * <p>Stands between TLS and the socket, in every such pipeline. Thread-safe.
 */
@Sharable
final class UnsentBytes extends ChannelOutboundHandlerAdapter {

    /** Copied and sealed at once; with twice that it leaves the cache of a core between the two. */
    static final int PIECE = 128 << 10;

    /** One TLS record. */
    static final int LEAST = 16 << 10;

    private final long budget;
    private final LongAdder bytes;

    /**
     * @param budget bytes
     * @param bytes counts them
     */
    UnsentBytes(long budget, LongAdder bytes) {
        this.budget = budget;
        this.bytes = bytes;
    }

    /** How much of an answer a connection may copy now; 0 until some of what it has unsent is gone. */
    int room(Channel channel) {
        if (bytes.sum() < budget) {
            return PIECE;
        }
        return hasUnsent(channel) ? 0 : LEAST;
    }

    /** A flush with nothing to seal queues an empty message, which counts a few bytes and tells nobody when it is gone. */
    private static boolean hasUnsent(Channel channel) {
        var waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() >= LEAST;
    }

    /** Done when all that is sealed now has gone to the socket: an empty message goes behind it. */
    ChannelFuture whenSent(Channel channel) {
        return channel.pipeline().context(this).writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        int count = message instanceof ByteBuf sealed ? sealed.readableBytes() : 0;
        if (count == 0) {
            ctx.write(message, promise);
            return;
        }
        bytes.add(count);
        ctx.write(message, promise.unvoid()).addListener(over -> bytes.add(-count));
    }
}
