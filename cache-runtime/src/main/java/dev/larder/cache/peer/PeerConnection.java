package dev.larder.cache.peer;

import dev.larder.cache.pipe.PipedReads;
import dev.larder.cache.pipe.Pipes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A connection to a peer: hands what arrives to the exchange under way, if there is one. */
final class PeerConnection extends ChannelDuplexHandler {

    /** Not looked up in the pipeline, which is empty once a channel is closed: that may be before it is used. */
    private static final AttributeKey<PeerConnection> KEY = AttributeKey.valueOf("larder.peer.connection");

    private final @Nullable Pipes pipes;
    private final long openedAt = System.nanoTime();
    private @Nullable PeerExchange exchange;
    private @Nullable PipedReads piped;
    /** What was read to last may hold bytes that are not understood yet: there is no second while anybody has the first. */
    private @Nullable ByteBuf last;

    private boolean used;

    private PeerConnection(@Nullable Pipes pipes) {
        this.pipes = pipes;
    }

    /** @param pipes for bytes that only pass this node; null where there are none */
    static PeerConnection on(Channel channel, @Nullable Pipes pipes) {
        PeerConnection connection = new PeerConnection(pipes);
        channel.attr(KEY).set(connection);
        return connection;
    }

    static PeerConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** By {@link System#nanoTime}, before the peer was asked for it. */
    long openedAt() {
        return openedAt;
    }

    /** On the event loop. */
    void begin(Channel channel, PeerExchange next) {
        exchange = next;
        if (!used) {
            piped = PipedReads.of(channel, pipes, this::place);
        }
        next.begin(channel, used);
        used = true;
    }

    /** Where what is read next is to be put; null if it does not matter. */
    @Nullable
    ByteBuf place() {
        PeerExchange current = exchange;
        ByteBuf before = last;
        if (current == null || (before != null && before.refCnt() > 0)) {
            return null;
        }
        last = current.place();
        return last;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        PipedReads reads = piped;
        if (reads == null || !reads.begin()) {
            ctx.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        PipedReads waiting = piped;
        if (waiting != null) {
            // If it is not what has read this, Netty has, of a connection that ends.
            waiting.forget();
        }
        PeerExchange current = exchange;
        if (current == null || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        current.received(part);
        if (current.isOver()) {
            exchange = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        PeerExchange current = exchange;
        if (current != null) {
            current.readOn();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        PeerExchange current = exchange;
        exchange = null;
        if (current != null) {
            current.broke("connection closed");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        PeerExchange current = exchange;
        exchange = null;
        if (current != null) {
            current.broke(String.valueOf(cause.getMessage()));
        }
        ctx.close();
    }
}
