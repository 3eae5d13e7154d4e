package dev.larder.cache.origin;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.larder.cache.http.EventLoops;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Sends what the Azure SDK has signed, over the node's own event loops: the body of an answer goes from the socket to the
 * chunk that it fills on one thread. Through the JDK's client it passed three threads and two copies more.
 *
 * <p>Only GETs without a body. The answer is an {@link OriginAnswer}, whose body does not come as a {@code Flux}.
 * Thread-safe.
 */
final class OriginHttp implements HttpClient {

    /** Large enough to be few, small enough for the cache of a core, from which it is copied into the chunk. */
    private static final OriginPool.Reads READS = new OriginPool.Reads(128 << 10, 4);

    private static final String SENT = "larder-sent";

    private final EventLoops loops;
    private final Executor blocking;
    private final int connectionsPerLoop;
    private final SslContext tls;
    private final List<Lane> lanes = new ArrayList<>();

    /** One event loop with its connections. Touched with the lock of the whole, but for the pools. */
    private static final class Lane {
        final EventLoop loop;
        /** One for all blobs of an account; of this event loop only. */
        final Map<OriginEndpoint, OriginPool> pools = new HashMap<>();

        int active;

        Lane(EventLoop loop) {
            this.loop = loop;
        }
    }

    /**
     * @param blocking for look-ups of host names
     * @param connectionsPerLoop to one endpoint, at most
     */
    OriginHttp(EventLoops loops, Executor blocking, int connectionsPerLoop) {
        this.loops = loops;
        this.blocking = blocking;
        this.connectionsPerLoop = connectionsPerLoop;
        for (EventExecutor loop : loops.group()) {
            lanes.add(new Lane((EventLoop) loop));
        }
        try {
            this.tls = SslContextBuilder.forClient().build();
        } catch (SSLException broken) {
            throw new IllegalStateException("TLS to storage accounts cannot be set up", broken);
        }
    }

    /** For a request: what is to be called, on an event loop, once it has been written to a connection. */
    static Context tellWhenSent(Runnable sent) {
        return new Context(SENT, sent);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        Runnable sent = (Runnable) context.getData(SENT).orElse((Runnable) () -> {});
        return Mono.create(answer -> send(request, sent, answer));
    }

    private void send(HttpRequest request, Runnable sent, MonoSink<HttpResponse> answer) {
        Lane lane = enter();
        try {
            // The account's, not the blob's: reads of other blobs go over the same connections.
            OriginEndpoint endpoint =
                    OriginEndpoint.of(URI.create(request.getUrl().toString())).atRoot();
            lane.loop.execute(() -> {
                OriginPool pool = lane.pools.computeIfAbsent(endpoint, place -> pool(lane, place));
                new OriginGet(request, sent, endpoint, answer, pool, lane.loop, () -> leave(lane)).begin();
            });
        } catch (RejectedExecutionException | IllegalArgumentException unusable) {
            leave(lane);
            answer.error(new IOException("the request cannot be sent: " + unusable.getMessage(), unusable));
        }
    }

    private OriginPool pool(Lane lane, OriginEndpoint endpoint) {
        return new OriginPool(
                loops, lane.loop, endpoint, endpoint.tls() ? tls : null, blocking, READS, connectionsPerLoop);
    }

    /** The least busy, and of those always the same: reads one after the other share a connection. */
    private synchronized Lane enter() {
        Lane least = lanes.getFirst();
        for (Lane each : lanes) {
            if (each.active < least.active) {
                least = each;
            }
        }
        least.active++;
        return least;
    }

    private synchronized void leave(Lane lane) {
        lane.active--;
    }
}
