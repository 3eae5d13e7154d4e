package dev.larder.cache.blob;

import dev.larder.cache.catalog.Served;
import dev.larder.cache.http.EventLoops;
import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.http.HttpListener;
import dev.larder.cache.http.ServerCodec;
import dev.larder.cache.pool.PoolMemory;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ColdReads;
import dev.larder.cache.read.ReadMeter;
import dev.larder.cache.tls.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ports at which Azure Blob clients read through this node. Blobs of Datasets are answered from the manifest and the
 * chunks, everything else is passed through to the origin with the client's own credentials.
 *
 * <p>Thread-safe. Clients are not authenticated here: whoever reaches the port can read what the cluster caches.
 */
public final class BlobEndpoint implements AutoCloseable {

    /** Threads for what may wait: look-ups of names, verification of chunks, checksums, lists. */
    private static final int BLOCKING_THREADS = 4;

    private static final int MOST_WAITING = 1_024;
    /** To one origin endpoint, over all event loops. */
    private static final int ORIGIN_CONNECTIONS = 256;

    private final EventLoops loops;
    private final HttpLimits limits;
    private final BlobMetrics metrics;
    private final ExecutorService blocking;
    private final BlobService service;
    private final Set<ClientConnection> clients = ConcurrentHashMap.newKeySet();
    private final List<HttpListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * What the endpoint answers from.
     *
     * @param cold reads in what is stored but not in memory
     * @param meter told what clients were sent of each Dataset
     * @param pool what is remembered of blobs that no Dataset lists
     */
    public record Sources(
            Served served, ChunkReads reads, ColdReads cold, Accounts accounts, ReadMeter meter, PoolMemory pool) {}

    /**
     * @param address for plain HTTP
     * @param node this node's name, told in {@code x-larder-node}
     * @param log told of every request; null: none is. Outlives the endpoint
     * @throws IOException the address cannot be bound
     */
    public static BlobEndpoint start(
            EventLoops loops,
            InetSocketAddress address,
            HttpLimits limits,
            String node,
            Sources sources,
            BlobMetrics metrics,
            @Nullable AccessLog log)
            throws IOException {
        var endpoint = new BlobEndpoint(loops, limits, node, sources, metrics, log);
        try {
            endpoint.listen(address, null, null);
            return endpoint;
        } catch (IOException | RuntimeException failed) {
            endpoint.close();
            throw failed;
        }
    }

    private BlobEndpoint(
            EventLoops loops,
            HttpLimits limits,
            String node,
            Sources sources,
            BlobMetrics metrics,
            @Nullable AccessLog log) {
        this.loops = loops;
        this.limits = limits;
        this.metrics = metrics;
        var threads = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name(node + "-blob-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        blocking = threads;
        var passThrough =
                new PassThrough(loops, blocking, sources.accounts(), Math.max(8, ORIGIN_CONNECTIONS / loops.threads()));
        service = new BlobService(node, sources, passThrough, metrics, log, blocking);
    }

    /**
     * Listens at a second port, for clients that speak TLS.
     *
     * @param unsentBytes that may wait for the clients there, before slow ones get it bit by bit
     * @return where it listens, with the port that was picked
     * @throws IOException the address cannot be bound
     */
    public InetSocketAddress listenWithTls(InetSocketAddress address, ServerTls tls, long unsentBytes)
            throws IOException {
        return listen(address, tls, new UnsentBytes(unsentBytes, metrics.unsent));
    }

    private InetSocketAddress listen(InetSocketAddress address, @Nullable ServerTls tls, @Nullable UnsentBytes unsent)
            throws IOException {
        var listener = HttpListener.bind(loops, address, limits, tls, pipeline -> {
            var client = new ClientConnection(service, limits, metrics, unsent);
            clients.add(client);
            pipeline.channel().closeFuture().addListener(closed -> clients.remove(client));
            if (unsent != null) {
                pipeline.addFirst("unsent", unsent);
            }
            pipeline.addBefore(
                    "codec", "quick", new QuickReads(client, pipeline.get(ServerCodec.class), service.quickAnswers()));
            var log = service.accessLog();
            if (log != null) {
                pipeline.addLast("access", new AccessRecorder(log));
            }
            pipeline.addLast("client", client);
        });
        listeners.add(listener);
        return listener.address();
    }

    /** Where it listens without TLS, with the port that was picked. */
    public InetSocketAddress address() {
        return listeners.getFirst().address();
    }

    /**
     * Stops accepting, lets every answer that was begun end, and closes idle connections. Waits up to {@code patience}.
     * Not on an event loop.
     */
    public void drain(Duration patience) throws InterruptedException {
        listeners.forEach(HttpListener::stopAccepting);
        // First all are told: who sees one connection close must not get an answer on another that promises to go on.
        clients.forEach(ClientConnection::announceEnd);
        clients.forEach(ClientConnection::closeIfIdle);
        long until = System.nanoTime() + patience.toNanos();
        while (listeners.stream().mapToInt(HttpListener::openConnections).sum() > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        listeners.forEach(HttpListener::close);
        blocking.shutdown();
    }
}
