package dev.larder.cache.http;

import dev.larder.cache.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bound port that speaks HTTP/1.1: accepts up to the limit, puts the decoder in front and lets its owner add the
 * handlers. Reading is manual: a handler asks for input with {@code ctx.read()} when it wants some, so that nobody can
 * make the node queue requests or bodies.
 *
 * <p>Thread-safe.
 */
public final class HttpListener implements AutoCloseable {

    /** One read's worth. Also bounds what a client can pipeline beyond what a handler asked for. */
    private static final int READ_BYTES = 64 << 10;

    /**
     * A connection holds at most this many bytes of memory for its client, plus one piece. File regions count too,
     * although they cost nothing; with less, a 4 MiB hit needs more wake-ups.
     */
    private static final WriteBufferWaterMark WRITE_BYTES = new WriteBufferWaterMark(256 << 10, 1 << 20);

    /**
     * With TLS everything is copied and sealed, so that a slow client costs what waits for it: less may wait. More than
     * this wins nothing, since sealing is slower than the socket.
     */
    private static final WriteBufferWaterMark SEALED_BYTES = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private static final byte[] FULL = """
            HTTP/1.1 503 Server Busy\r
            x-ms-error-code: ServerBusy\r
            Retry-After: 1\r
            Content-Length: 0\r
            Connection: close\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    private final Channel server;
    private final ChannelGroup connections;
    private final AtomicInteger open;

    private HttpListener(Channel server, ChannelGroup connections, AtomicInteger open) {
        this.server = server;
        this.connections = connections;
        this.open = open;
    }

    /**
     * Binds before it returns.
     *
     * @param address port 0 picks a free one
     * @param handlers adds the owner's handlers behind the codec; called on an event loop for each connection
     * @throws IOException the port cannot be bound; the message names it
     */
    public static HttpListener bind(
            EventLoops loops, InetSocketAddress address, HttpLimits limits, Consumer<ChannelPipeline> handlers)
            throws IOException {
        return bind(loops, address, limits, null, handlers);
    }

    /** @param tls what clients must speak, before the codec as {@code tls}; null for plain HTTP */
    public static HttpListener bind(
            EventLoops loops,
            InetSocketAddress address,
            HttpLimits limits,
            @Nullable ServerTls tls,
            Consumer<ChannelPipeline> handlers)
            throws IOException {
        var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        var open = new AtomicInteger();
        var config = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(READ_BYTES);
        var bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new KeptReadBuffers(READ_BYTES, 1))
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new WireSize())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, tls == null ? WRITE_BYTES : SEALED_BYTES)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (open.incrementAndGet() > limits.connections()) {
                            open.decrementAndGet();
                            channel.writeAndFlush(tls == null ? Unpooled.wrappedBuffer(FULL) : Unpooled.EMPTY_BUFFER)
                                    .addListener(ChannelFutureListener.CLOSE);
                            return;
                        }
                        channel.closeFuture().addListener(closed -> open.decrementAndGet());
                        connections.add(channel);
                        if (tls != null && !tls.secure(channel.pipeline(), limits.head())) {
                            var _ = channel.close();
                            return;
                        }
                        channel.pipeline().addLast("codec", new ServerCodec(config));
                        handlers.accept(channel.pipeline());
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "Cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return new HttpListener(bound.channel(), connections, open);
    }

    /** Where it listens, with the port that was picked. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    public int openConnections() {
        return open.get();
    }

    /** Frees the port; connections that are open go on. */
    public void stopAccepting() {
        server.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** Stops accepting and closes what is open, in the middle of a response if need be. */
    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
