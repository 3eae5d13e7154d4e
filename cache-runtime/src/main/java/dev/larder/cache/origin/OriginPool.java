package dev.larder.cache.origin;

import dev.larder.cache.http.EventLoops;
import dev.larder.cache.http.KeptReadBuffers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one origin endpoint: bounded, with a bounded line of waiters. All calls come
 * from that event loop, so the two sides of an exchange never need a lock.
 */
public final class OriginPool {

    /** Who waits for a connection; exactly one of the two is called, unless it has given up. */
    public interface Waiter {
        void connected(OriginConnection connection);

        void failed(String why);

        boolean gaveUp();
    }

    /**
     * How a connection is read when it is asked to.
     *
     * @param bytes of one buffer
     * @param buffers at most, while each is filled
     */
    public record Reads(int bytes, int buffers) {}

    private static final int MOST_WAITING = 512;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long WAIT_SECONDS = 10;
    /** Origins close what is idle; long before that, a connection is not worth the risk. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** A body cannot be sent twice, so requests with one take only connections that were in use a moment ago. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoops loops;
    private final EventLoop loop;
    private final OriginEndpoint endpoint;
    private final @Nullable SslContext tls;
    private final Executor blocking;
    private final Reads reads;
    private final KeptReadBuffers buffers;
    private final int limit;
    private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private int open;

    /**
     * @param tls null for plain HTTP
     * @param blocking for look-ups of host names
     * @param reads what one read of a socket takes at most
     * @param limit of connections
     */
    public OriginPool(
            EventLoops loops,
            EventLoop loop,
            OriginEndpoint endpoint,
            @Nullable SslContext tls,
            Executor blocking,
            Reads reads,
            int limit) {
        this.loops = loops;
        this.loop = loop;
        this.endpoint = endpoint;
        this.tls = tls;
        this.blocking = blocking;
        this.reads = reads;
        this.buffers = new KeptReadBuffers(reads.bytes(), reads.buffers());
        this.limit = limit;
    }

    /** @param fresh only a connection that is new or was in use a moment ago */
    public void acquire(Waiter waiter, boolean fresh) {
        for (var connection = idle.pollLast(); connection != null; connection = idle.pollLast()) {
            if (connection.isActive() && connection.idleNanos() < (fresh ? FRESH_NANOS : IDLE_NANOS)) {
                waiter.connected(connection);
                return;
            }
            connection.close();
        }
        if (open < limit) {
            connect(waiter);
        } else if (waiters.size() < MOST_WAITING) {
            waiters.add(waiter);
            var _ = loop.schedule(
                    () -> {
                        if (waiters.remove(waiter) && !waiter.gaveUp()) {
                            waiter.failed("All " + limit + " connections to " + endpoint.authority()
                                    + " were in use for " + WAIT_SECONDS + " s.");
                        }
                    },
                    WAIT_SECONDS,
                    TimeUnit.SECONDS);
        } else {
            waiter.failed("Too many requests wait for " + endpoint.authority() + ".");
        }
    }

    void returned(OriginConnection connection) {
        var next = nextWaiter();
        if (next != null) {
            next.connected(connection);
            return;
        }
        idle.add(connection);
        var _ = loop.schedule(
                () -> {
                    if (connection.idleNanos() >= IDLE_NANOS && idle.remove(connection)) {
                        connection.close();
                    }
                },
                IDLE_NANOS,
                TimeUnit.NANOSECONDS);
    }

    void closed(OriginConnection connection) {
        idle.remove(connection);
        freed();
    }

    private void freed() {
        open--;
        var next = nextWaiter();
        if (next != null) {
            connect(next);
        }
    }

    private @Nullable Waiter nextWaiter() {
        var next = waiters.poll();
        while (next != null && next.gaveUp()) {
            next = waiters.poll();
        }
        return next;
    }

    private void connect(Waiter waiter) {
        open++;
        try {
            blocking.execute(() -> {
                @Nullable InetAddress address = null;
                try {
                    address = InetAddress.getByName(endpoint.host());
                } catch (UnknownHostException unknown) {
                    // Null says so.
                }
                var found = address;
                loop.execute(() -> connect(waiter, found));
            });
        } catch (RejectedExecutionException full) {
            open--;
            waiter.failed("Too many look-ups of origins wait.");
        }
    }

    private void connect(Waiter waiter, @Nullable InetAddress address) {
        if (waiter.gaveUp()) {
            freed();
            return;
        }
        if (address == null) {
            freed();
            waiter.failed("The host " + endpoint.host() + " is unknown.");
            return;
        }
        var pool = this;
        new Bootstrap()
                .group(loop)
                .channel(loops.clientChannel())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, buffers)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 256 << 10))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var connection = new OriginConnection(channel, pool);
                        if (tls == null) {
                            channel.config().setRecvByteBufAllocator(buffers.unless(connection::place));
                        } else {
                            channel.pipeline()
                                    .addLast(tls.newHandler(channel.alloc(), endpoint.host(), endpoint.port()));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec(16 << 10, 64 << 10, reads.bytes()))
                                .addLast("origin", connection);
                    }
                })
                .connect(new InetSocketAddress(address, endpoint.port()))
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        // Its handler was told of the closing only if it had been active.
                        freed();
                        failed(waiter, connected.cause());
                    } else if (tls == null) {
                        hand(waiter, connected.channel());
                    } else {
                        connected
                                .channel()
                                .pipeline()
                                .get(SslHandler.class)
                                .handshakeFuture()
                                .addListener(handshake -> {
                                    if (handshake.isSuccess()) {
                                        hand(waiter, connected.channel());
                                    } else {
                                        var _ = connected.channel().close();
                                        failed(waiter, handshake.cause());
                                    }
                                });
                        connected.channel().read();
                    }
                });
    }

    private void hand(Waiter waiter, Channel channel) {
        var connection = (OriginConnection) channel.pipeline().get("origin");
        if (waiter.gaveUp()) {
            connection.giveBack(true);
        } else {
            waiter.connected(connection);
        }
    }

    private void failed(Waiter waiter, Throwable cause) {
        if (!waiter.gaveUp()) {
            waiter.failed("Cannot connect to " + endpoint.authority() + ": " + cause.getMessage());
        }
    }
}
