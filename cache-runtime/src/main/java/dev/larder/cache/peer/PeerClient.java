package dev.larder.cache.peer;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.PeerReads;
import dev.larder.cache.fetch.RunSink;
import dev.larder.cache.fetch.SourceSpeeds;
import dev.larder.cache.http.EventLoops;
import dev.larder.cache.http.KeptReadBuffers;
import dev.larder.cache.pipe.Pipes;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.AbstractChannelPoolMap;
import io.netty.channel.pool.ChannelHealthChecker;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads chunks from other cache nodes over connections that are kept. Thread-safe. */
public final class PeerClient implements PeerReads, AutoCloseable {

    /** Of a read that finds the head of a frame: few, since what follows it then is read to where it belongs. */
    private static final int READ_BYTES = 64 << 10;

    private static final int WAITING_FOR_CONNECTION = 4_096;
    /** Not looked up in the pipeline, which is empty once a channel is closed: that may be before it is used. */
    private static final AttributeKey<PeerConnection> CONNECTION = AttributeKey.valueOf("larder.peer.connection");

    private final String node;
    private final PeerLimits limits;
    private final LinkBudgets links;
    private final @Nullable Pipes pipes;
    private final KeptReadBuffers buffers = new KeptReadBuffers(READ_BYTES, 1);
    private final AbstractChannelPoolMap<Peer, FixedChannelPool> pools;

    /**
     * @param node the name of this one, which peers are told
     * @param links what warm-up may receive
     * @param pipes for bytes that only pass this node; null where there are none
     */
    public PeerClient(String node, EventLoops loops, PeerLimits limits, LinkBudgets links, @Nullable Pipes pipes) {
        this.node = node;
        this.pipes = pipes;
        this.limits = limits;
        this.links = links;
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false);
        this.pools = new AbstractChannelPoolMap<>() {
            @Override
            protected FixedChannelPool newPool(Peer peer) {
                return pool(bootstrap, peer);
            }
        };
    }

    private FixedChannelPool pool(Bootstrap bootstrap, Peer peer) {
        var handler = new AbstractChannelPoolHandler() {
            @Override
            public void channelCreated(Channel channel) {
                PeerConnection connection = new PeerConnection(pipes);
                channel.attr(CONNECTION).set(connection);
                channel.config().setRecvByteBufAllocator(buffers.unless(connection::place));
                channel.pipeline()
                        .addLast(new HttpClientCodec(4_096, 8_192, RunSink.BLOCK))
                        .addLast(connection);
            }
        };
        return new FixedChannelPool(
                bootstrap.clone().remoteAddress(InetSocketAddress.createUnresolved(peer.host(), peer.port())),
                handler,
                ChannelHealthChecker.ACTIVE,
                FixedChannelPool.AcquireTimeoutAction.FAIL,
                limits.silence().toMillis(),
                limits.connections(),
                WAITING_FOR_CONNECTION,
                true,
                true);
    }

    @Override
    public CompletableFuture<@Nullable FillFailure> read(
            Peer peer, Run run, RunSink sink, IntConsumer received, SourceSpeeds.Pace pace) {
        CompletableFuture<@Nullable FillFailure> end = new CompletableFuture<>();
        attempt(peer, run, sink, received, pace, end, true);
        return end;
    }

    private void attempt(
            Peer peer,
            Run run,
            RunSink sink,
            IntConsumer received,
            SourceSpeeds.Pace pace,
            CompletableFuture<@Nullable FillFailure> end,
            boolean mayTryAgain) {
        FixedChannelPool pool = pools.get(peer);
        pool.acquire().addListener(acquired -> {
            if (!acquired.isSuccess()) {
                Throwable cause = acquired.cause();
                end.complete(unreachable(peer, cause == null ? "no connection" : String.valueOf(cause.getMessage())));
                return;
            }
            Channel channel = (Channel) acquired.getNow();
            PeerConnection connection = channel.attr(CONNECTION).get();
            PeerExchange exchange = new PeerExchange(peer, run, node, sink, received, pace, links, limits);
            exchange.end().whenComplete((failure, impossible) -> {
                if (!exchange.isReusable()) {
                    channel.close();
                }
                pool.release(channel);
                // A kept connection may have been closed by the peer just when it was taken; a new one tells.
                if (failure != null && exchange.wasStale() && mayTryAgain) {
                    attempt(peer, run, sink, received, pace, end, false);
                } else {
                    end.complete(failure);
                }
            });
            channel.eventLoop().execute(() -> connection.begin(channel, exchange));
        });
    }

    static FillFailure unreachable(Peer peer, String why) {
        return new FillFailure(Reason.PEER_UNREACHABLE, peer + ": " + why);
    }

    @Override
    public void close() {
        pools.close();
    }
}
