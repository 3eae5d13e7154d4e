package dev.larder.cache.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A connection to a peer: hands what arrives to the exchange under way, if there is one. */
final class PeerConnection extends ChannelInboundHandlerAdapter {

    private @Nullable PeerExchange exchange;
    private boolean used;

    /** On the event loop. */
    void begin(Channel channel, PeerExchange next) {
        exchange = next;
        next.begin(channel, used);
        used = true;
    }

    /** Where what is read next is to be put; null if it does not matter. */
    @Nullable
    ByteBuf place() {
        PeerExchange current = exchange;
        return current == null ? null : current.place();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
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
