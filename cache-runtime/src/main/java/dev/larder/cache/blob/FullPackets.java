package dev.larder.cache.blob;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannelConfig;

/**
 * Sends a head and the file behind it in the same packets. They are two calls to the kernel, which would send the first
 * as soon as it is called: its client would wake up for a head, and for the rest again.
 */
final class FullPackets {
    private FullPackets() {}

    /** Flushes what is written; where the socket cannot be told to wait for more, as it comes. */
    static void flush(ChannelHandlerContext ctx) {
        if (!(ctx.channel().config() instanceof EpollSocketChannelConfig socket)) {
            ctx.flush();
            return;
        }
        socket.setTcpCork(true);
        ctx.flush();
        if (ctx.channel().isOpen()) {
            socket.setTcpCork(false);
        }
    }
}
