package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.sun.net.httpserver.HttpServer;
import dev.larder.cache.http.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of the SDK over connections of our own. */
class OriginHttpTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final EventLoops loops = EventLoops.start("test", 1);
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(blocking);
        server.createContext("/", exchange -> {
            connections.add(exchange.getRemoteAddress());
            byte[] body = exchange.getRequestURI().getPath().getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        loops.close();
        blocking.shutdownNow();
    }

    @Test
    void readsOfManyBlobsShareTheConnectionsOfTheirAccount() throws Exception {
        var http = new OriginHttp(loops, blocking, 8);
        for (int i = 0; i < 50; i++) {
            String path = "/account/container/blob-" + i + "?snapshot=" + i;
            assertThat(read(http, path)).isEqualTo("/account/container/blob-" + i);
        }
        assertThat(connections).hasSize(1);
    }

    private String read(OriginHttp http, String path) throws Exception {
        var url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        var answer = (OriginAnswer)
                http.send(new HttpRequest(HttpMethod.GET, url)).block(LIMIT);
        var body = new StringBuilder();
        var whole = new CompletableFuture<String>();
        answer.body(new OriginGet.Receiver() {
            @Override
            public boolean accept(ByteBuffer bytes, Runnable resume) {
                while (bytes.hasRemaining()) {
                    body.append((char) bytes.get());
                }
                return true;
            }

            @Override
            public void ended(@Nullable String broken) {
                whole.complete(broken == null ? body.toString() : "broken: " + broken);
            }
        });
        return whole.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
