package dev.larder.cache.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of one cache node and the socket types that fit them: epoll where its native library loads, NIO
 * elsewhere. (io_uring is left out on purpose: its file regions measured two to three times slower than epoll's.)
 *
 * <p>Thread-safe. Nothing that runs on these threads may block. Closing ends every channel that was made from it.
 */
public final class EventLoops implements AutoCloseable {

    private final EventLoopGroup group;
    private final int threads;
    private final Transport transport;

    private EventLoops(EventLoopGroup group, int threads, Transport transport) {
        this.group = group;
        this.threads = threads;
        this.transport = transport;
    }

    /**
     * @param name prefix of the threads' names
     * @param threads at least 1
     */
    public static EventLoops start(String name, int threads) {
        return start(name, threads, Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO);
    }

    static EventLoops start(String name, int threads, Transport transport) {
        IoHandlerFactory handlers = switch (transport) {
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers),
                threads,
                transport);
    }

    public EventLoopGroup group() {
        return group;
    }

    public int threads() {
        return threads;
    }

    public Class<? extends ServerSocketChannel> serverChannel() {
        return switch (transport) {
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    public Class<? extends SocketChannel> clientChannel() {
        return switch (transport) {
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    Transport transport() {
        return transport;
    }

    /** Waits up to five seconds for the threads to end. Must not be called from one of them. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    enum Transport {
        EPOLL,
        NIO
    }
}
