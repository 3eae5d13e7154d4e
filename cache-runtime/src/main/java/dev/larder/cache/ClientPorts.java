package dev.larder.cache;

import dev.larder.cache.blob.AccessLog;
import dev.larder.cache.blob.BlobEndpoint;
import dev.larder.cache.blob.BlobMetrics;
import dev.larder.cache.http.EventLoops;
import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.tls.ServerTls;
import dev.larder.cache.tls.TlsLibrary;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ports of the blob endpoint: plain HTTP, and TLS if the node has a directory for a certificate. Looks every ten
 * seconds whether the files there have changed; that is reading a few kilobytes from memory, where watching would have to
 * follow the links that the kubelet swaps. Thread-safe.
 */
final class ClientPorts implements AutoCloseable {

    private static final long LOOK_SECONDS = 10;

    private final BlobMetrics metrics = new BlobMetrics();
    private final BlobEndpoint endpoint;
    private final @Nullable AccessLog log;
    private final @Nullable ServerTls tls;
    private final @Nullable InetSocketAddress tlsAddress;

    /**
     * @param timer starts the look at the certificate
     * @param threads where it is done
     * @throws IOException a port cannot be bound
     */
    ClientPorts(
            CacheNodeConfig config,
            EventLoops loops,
            BlobEndpoint.Sources sources,
            ScheduledExecutorService timer,
            Executor threads)
            throws IOException {
        OutputStream lines = config.accessLog();
        log = lines == null ? null : AccessLog.start(config.node(), lines);
        try {
            endpoint = BlobEndpoint.start(
                    loops,
                    new InetSocketAddress(config.bind(), config.blobPort()),
                    HttpLimits.defaults(),
                    config.node(),
                    sources,
                    metrics,
                    log);
        } catch (IOException | RuntimeException failed) {
            closeLog();
            throw failed;
        }
        CacheNodeConfig.Tls with = config.tls();
        if (with == null) {
            tls = null;
            tlsAddress = null;
            return;
        }
        ServerTls made = new ServerTls(with.certificate(), TlsLibrary.best());
        try {
            // Half of the direct memory is for fills, a quarter for what is sealed, the rest for all else at sockets.
            tlsAddress = endpoint.listenWithTls(
                    new InetSocketAddress(config.bind(), with.port()),
                    made,
                    config.limits().fillMemory() / 2);
        } catch (IOException | RuntimeException failed) {
            endpoint.close();
            made.close();
            closeLog();
            throw failed;
        }
        tls = made;
        lookAgain(made, timer, threads);
    }

    private static void lookAgain(ServerTls at, ScheduledExecutorService timer, Executor threads) {
        try {
            var _ = timer.schedule(
                    () -> threads.execute(() -> {
                        at.refresh();
                        lookAgain(at, timer, threads);
                    }),
                    LOOK_SECONDS,
                    TimeUnit.SECONDS);
        } catch (RejectedExecutionException closing) {
            // The node ends.
        }
    }

    InetSocketAddress address() {
        return endpoint.address();
    }

    @Nullable
    InetSocketAddress tlsAddress() {
        return tlsAddress;
    }

    BlobFigures figures() {
        return new BlobFigures(metrics, tls, log);
    }

    void drain(Duration patience) throws InterruptedException {
        endpoint.drain(patience);
    }

    @Override
    public void close() {
        endpoint.close();
        if (tls != null) {
            tls.close();
        }
        closeLog();
    }

    private void closeLog() {
        if (log != null) {
            log.close();
        }
    }

    @Override
    public String toString() {
        return tlsAddress == null ? address().toString() : address() + " and, with TLS, " + tlsAddress;
    }
}
