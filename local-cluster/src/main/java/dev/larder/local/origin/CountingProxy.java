package dev.larder.local.origin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Stands in front of an HTTP server, counts what goes through and fails on demand. A second port is for whoever looks
 * on: {@code GET /counts}, {@code PUT /faults}.
 */
public final class CountingProxy implements AutoCloseable {
    /** More connections than this wait in the kernel. */
    private static final int CONNECTIONS = 4_000;

    private static final int BACKLOG = 1_024;
    private static final int LARGEST_ORDER = 4_096;

    private final Ledger ledger = new Ledger();
    private final Mischief mischief = new Mischief();
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final InetSocketAddress target;
    private final ServerSocketChannel listener;
    private final HttpServer admin;

    private CountingProxy(InetSocketAddress target, ServerSocketChannel listener, HttpServer admin) {
        this.target = target;
        this.listener = listener;
        this.admin = admin;
    }

    /**
     * Listens; port 0 takes a free one.
     *
     * @throws UncheckedIOException when an address is taken
     */
    public static CountingProxy start(
            InetSocketAddress listen, InetSocketAddress adminListen, InetSocketAddress target) {
        try {
            var listener = ServerSocketChannel.open();
            try {
                listener.bind(listen, BACKLOG);
                var proxy = new CountingProxy(target, listener, HttpServer.create(adminListen, BACKLOG));
                proxy.admin.setExecutor(task -> Thread.ofVirtual().start(task));
                proxy.admin.createContext("/counts", proxy::tellCounts);
                proxy.admin.createContext("/faults", proxy::takeFaults);
                proxy.admin.start();
                Thread.ofVirtual().name("origin-accept").start(proxy::accept);
                return proxy;
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + listen + " and " + adminListen, e);
        }
    }

    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) listener.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress adminAddress() {
        return admin.getAddress();
    }

    private void accept() {
        try {
            while (true) {
                places.acquire();
                var socket = listener.accept();
                Thread.ofVirtual().name("origin-client").start(() -> serve(socket));
            }
        } catch (ClosedChannelException closed) {
            // This is how it ends.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel socket) {
        try (socket;
                var exchange = new Exchange(new Wire(socket, Wire.newBuffer()), target, ledger, mischief)) {
            open.add(exchange);
            try {
                exchange.run();
            } finally {
                open.remove(exchange);
            }
        } catch (IOException ended) {
            // The client, the target or a fault ended the connection; the counts already say how far it came.
        } finally {
            places.release();
        }
    }

    private void tellCounts(HttpExchange http) throws IOException {
        reply(http, 200, CountsText.write(ledger.counts()));
    }

    private void takeFaults(HttpExchange http) throws IOException {
        var order = new String(http.getRequestBody().readNBytes(LARGEST_ORDER), StandardCharsets.UTF_8);
        try {
            mischief.set(Faults.read(order));
            ledger.resetPeak();
            reply(http, 204, "");
        } catch (IllegalArgumentException malformed) {
            reply(http, 400, "not faults: " + order);
        }
    }

    private static void reply(HttpExchange http, int status, String text) throws IOException {
        try (http) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            http.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.forEach(Exchange::close);
            admin.stop(0);
        }
    }
}
