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
import io.netty.handler.codec.http.HttpClientCodec;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads chunks from other cache nodes over connections that are kept. Thread-safe. */
public final class PeerClient implements PeerReads, AutoCloseable {

    /** Of a read that finds the head of a frame: few, since what follows it then is read to where it belongs. */
    private static final int READ_BYTES = 64 << 10;

    private final String node;
    private final PeerLimits limits;
    private final LinkBudgets links;
    private final @Nullable Pipes pipes;
    private final KeptReadBuffers buffers = new KeptReadBuffers(READ_BYTES, 1);
    private final AbstractChannelPoolMap<Peer, PeerPool> pools;

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
            protected PeerPool newPool(Peer peer) {
                return pool(bootstrap, peer);
            }
        };
    }

    private PeerPool pool(Bootstrap bootstrap, Peer peer) {
        var handler = new AbstractChannelPoolHandler() {
            @Override
            public void channelCreated(Channel channel) {
                PeerConnection connection = PeerConnection.on(channel, pipes);
                channel.config().setRecvByteBufAllocator(buffers.unless(connection::place));
                channel.pipeline()
                        .addLast(new HttpClientCodec(4_096, 8_192, RunSink.BLOCK))
                        .addLast(connection);
            }
        };
        return new PeerPool(
                bootstrap.clone().remoteAddress(InetSocketAddress.createUnresolved(peer.host(), peer.port())),
                handler,
                limits);
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
        PeerPool pool = pools.get(peer);
        pool.acquire().addListener(acquired -> {
            if (!acquired.isSuccess()) {
                Throwable cause = acquired.cause();
                end.complete(unreachable(peer, cause == null ? "no connection" : String.valueOf(cause.getMessage())));
                return;
            }
            Channel channel = (Channel) acquired.getNow();
            PeerConnection connection = PeerConnection.of(channel);
            PeerExchange exchange = new PeerExchange(peer, run, node, sink, received, pace, links, limits);
            exchange.end().whenComplete((failure, impossible) -> {
                if (!exchange.isReusable()) {
                    channel.close();
                }
                boolean stale = exchange.wasStale() && failure != null && failure.reason() == Reason.PEER_UNREACHABLE;
                if (stale) {
                    pool.renew();
                }
                pool.release(channel);
                // The peer may be well, and know nothing of a connection that was kept; a new one tells.
                if (stale && mayTryAgain) {
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
