package dev.larder.cache.blob;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Sits before the decoder and tells the connection that bytes arrived, so that slow heads can be timed. */
final class FirstBytes extends ChannelInboundHandlerAdapter {

    private final ClientConnection connection;

    FirstBytes(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        connection.received();
        ctx.fireChannelRead(message);
    }
}
