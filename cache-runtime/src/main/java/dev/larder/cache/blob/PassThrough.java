package dev.larder.cache.blob;

import dev.larder.cache.http.EventLoops;
import dev.larder.cache.origin.OriginEndpoint;
import dev.larder.cache.origin.OriginPool;
import dev.larder.model.catalog.OriginAccount;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Takes requests to the origin that only the origin can answer. Thread-safe. */
final class PassThrough {

    /** As little as two bodies that stream need, since a node may pass many requests through. */
    private static final OriginPool.Reads READS = new OriginPool.Reads(64 << 10, 1);

    private final EventLoops loops;
    private final Executor blocking;
    private final Accounts accounts;
    private final int connectionsPerLoop;
    private final SslContext tls;
    private final ConcurrentHashMap<Place, OriginPool> pools = new ConcurrentHashMap<>();

    private record Place(EventLoop loop, OriginEndpoint endpoint) {}

    /**
     * @param blocking for look-ups of host names
     * @param connectionsPerLoop to one origin endpoint, at most
     */
    PassThrough(EventLoops loops, Executor blocking, Accounts accounts, int connectionsPerLoop) {
        this.loops = loops;
        this.blocking = blocking;
        this.accounts = accounts;
        this.connectionsPerLoop = connectionsPerLoop;
        try {
            this.tls = SslContextBuilder.forClient().build();
        } catch (SSLException broken) {
            throw new IllegalStateException("TLS to storage accounts cannot be set up", broken);
        }
    }

    Exchange exchange(
            ClientConnection client, BlobService service, HttpRequest request, Target target, OriginAccount origin) {
        var endpoint = OriginEndpoint.of(origin.endpoint());
        byte @Nullable [] key = accounts.key(origin.account());
        return new PassedExchange(
                client,
                service,
                request,
                target,
                ForwardedRequest.of(request, target, endpoint, key),
                pool(client.loop(), endpoint));
    }

    /** To be used on that event loop only. */
    OriginPool pool(EventLoop loop, OriginEndpoint endpoint) {
        return pools.computeIfAbsent(
                new Place(loop, endpoint),
                place -> new OriginPool(
                        loops,
                        place.loop(),
                        endpoint,
                        endpoint.tls() ? tls : null,
                        blocking,
                        READS,
                        connectionsPerLoop));
    }
}
