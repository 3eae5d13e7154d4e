package dev.larder.cache.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health, metrics and the view inside. A port of its own on the JDK's server, so that probes are answered while the data
 * ports are busy.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int BACKLOG = 64;

    /** What it shows; asked on each request. */
    public interface View {

        /** Null when the node can take reads, else what it waits for. */
        @Nullable
        String notReady();

        /** Prometheus text format. */
        String metrics();

        /** JSON. */
        String state();
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @throws IOException the port cannot be bound; the message names it */
    public AdminServer(InetSocketAddress address, View view) throws IOException {
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("Cannot listen on " + address + ": " + e.getMessage(), e);
        }
        server.setExecutor(threads);
        answer("/livez", "text/plain", () -> new Answer(200, "ok\n"));
        answer("/readyz", "text/plain", () -> {
            String why = view.notReady();
            return why == null ? new Answer(200, "ok\n") : new Answer(503, why + "\n");
        });
        answer("/metrics", "text/plain; version=0.0.4; charset=utf-8", () -> new Answer(200, view.metrics()));
        answer("/debug/state", "application/json", () -> new Answer(200, view.state()));
        server.start();
    }

    private record Answer(int status, String body) {}

    private void answer(String path, String type, Supplier<Answer> content) {
        server.createContext(path, exchange -> {
            try (exchange) {
                Answer answer = exchange.getRequestURI().getPath().equals(path)
                        ? content.get()
                        : new Answer(404, "not found\n");
                send(exchange, type, answer);
            } catch (RuntimeException e) {
                LOG.warn("{} could not be answered", path, e);
                send(exchange, "text/plain", new Answer(500, e + "\n"));
            }
        });
    }

    private static void send(HttpExchange exchange, String type, Answer answer) throws IOException {
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(answer.status, body.length);
        exchange.getResponseBody().write(body);
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
