package dev.larder.cache.blob;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes in a way that lets the client read the answer although it is still sending: a close with unread input would
 * reset the connection and could take the answer with it. Whoever reads the connection ignores what still comes.
 */
final class Farewell {

    private static final long LINGER_SECONDS = 2;

    private Farewell() {}

    static void say(ChannelHandlerContext ctx) {
        var tls = ctx.pipeline().get(SslHandler.class);
        var flushed = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (tls != null) {
            // Its last record says that the answer was not cut off by somebody on the way.
            flushed = tls.closeOutbound();
        }
        flushed.addListener(said -> end(ctx.channel()));
    }

    private static void end(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
        }
        var _ = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
}
