package dev.larder.bench.controlplane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands in for an API server where only its Nodes count: it lists them in pages, keeps whatever is written (the
 * leader's lease), and has nothing else. Watches stay open and say nothing. It counts requests and watches. Thread-safe.
 */
final class ApiServer implements AutoCloseable {
    private static final String NODES = "/api/v1/nodes";
    private static final int BUFFER = 1 << 16;
    /** Nothing that is written has another name before its own. */
    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");

    private final NodeList nodes;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> written = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final CountDownLatch listing = new CountDownLatch(1);
    private final CountDownLatch listed = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private ApiServer(NodeList nodes, HttpServer http) {
        this.nodes = nodes;
        this.http = http;
    }

    static ApiServer start(NodeList nodes) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ApiServer server = new ApiServer(nodes, http);
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Of all kinds, watches too. */
    int requests() {
        return requests.get();
    }

    int watches() {
        return watches.get();
    }

    /** Returns whether the first page of Nodes was asked for in time. */
    boolean awaitListing(long seconds) throws InterruptedException {
        return listing.await(seconds, TimeUnit.SECONDS);
    }

    /** Returns whether all Nodes were read, so that they are watched, in time. */
    boolean awaitListed(long seconds) throws InterruptedException {
        return listed.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange call) throws IOException {
        try (call) {
            if (call.getRequestHeaders().containsKey("Upgrade")) {
                // Clients try a WebSocket first, and a plain request once that is answered with 200.
                answer(call, 200, "{}");
                return;
            }
            requests.incrementAndGet();
            String path = call.getRequestURI().getPath();
            Map<String, String> query = query(call);
            byte[] body = call.getRequestBody().readAllBytes();
            if (!call.getRequestMethod().equals("GET")) {
                written.put(call.getRequestMethod().equals("POST") ? path + "/" + name(body) : path, body);
                send(call, 200, body);
            } else if ("true".equals(query.get("watch"))) {
                watch(call, path);
            } else if (path.equals(NODES)) {
                listing.countDown();
                call.getResponseHeaders().set("Content-Type", "application/json");
                call.sendResponseHeaders(200, 0);
                try (OutputStream out = new BufferedOutputStream(call.getResponseBody(), BUFFER)) {
                    nodes.write(number(query, "continue", 0), number(query, "limit", Integer.MAX_VALUE / 2), out);
                }
            } else if (written.containsKey(path)) {
                send(call, 200, written.getOrDefault(path, body));
            } else if (path.contains("/leases/")) {
                answer(call, 404, """
                        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""");
            } else {
                answer(call, 200, """
                        {"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1000"},"items":[]}""");
            }
        }
    }

    private void watch(HttpExchange call, String path) throws IOException {
        watches.incrementAndGet();
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, 0);
        call.getResponseBody().flush();
        if (path.equals(NODES)) {
            listed.countDown();
        }
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(HttpExchange call) {
        String query = call.getRequestURI().getQuery();
        Function<String, String> name = pair -> pair.replaceFirst("=.*", "");
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .collect(Collectors.toMap(name, pair -> pair.replaceFirst("[^=]*=?", ""), (a, b) -> a));
    }

    private static String name(byte[] object) {
        Matcher name = NAME.matcher(new String(object, StandardCharsets.UTF_8));
        return name.find() ? name.group(1) : "";
    }

    private static int number(Map<String, String> query, String name, int otherwise) {
        String text = query.getOrDefault(name, "");
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        send(call, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange call, int status, byte[] body) throws IOException {
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            call.getResponseBody().write(body);
        }
    }
}
