package dev.larder.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Objects behind a socket, as an API server keeps them: versions rise, and a write of an old version is refused. */
public final class KeptObjects implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> requests = new ConcurrentSkipListMap<>();
    private final AtomicInteger versions = new AtomicInteger();
    private final HttpServer server;
    private final KubernetesClient client;
    private volatile int failWritesAfter = Integer.MAX_VALUE;

    public KeptObjects() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    /** By method. */
    public Map<String, Integer> requests() {
        return new TreeMap<>(requests);
    }

    /** By path, as they were written. */
    public Map<String, byte[]> objects() {
        return new TreeMap<>(objects);
    }

    /** So many writes more are taken, then all are refused. */
    public void failWritesAfter(int more) {
        failWritesAfter = more;
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private synchronized void handle(HttpExchange call) throws IOException {
        try (call) {
            String method = call.getRequestMethod();
            String path = call.getRequestURI().getPath();
            byte[] body = call.getRequestBody().readAllBytes();
            requests.merge(method, 1, Integer::sum);
            if (method.equals("GET")) {
                byte[] found = objects.get(path);
                send(call, found == null ? 404 : 200, found == null ? status(404) : found);
                return;
            }
            if (failWritesAfter-- <= 0) {
                send(call, 400, status(400));
                return;
            }
            ObjectNode object = (ObjectNode) JSON.readTree(body);
            if (method.equals("POST")) {
                path += "/" + object.at("/metadata/name").asText();
            }
            JsonNode named = object.at("/metadata/resourceVersion");
            byte[] there = objects.get(path);
            if (there != null
                    && !named.isMissingNode()
                    && !named.equals(JSON.readTree(there).at("/metadata/resourceVersion"))) {
                send(call, 409, status(409));
                return;
            }
            ((ObjectNode) object.get("metadata")).put("resourceVersion", Integer.toString(versions.incrementAndGet()));
            objects.put(path, JSON.writeValueAsBytes(object));
            send(call, 200, objects.get(path));
        }
    }

    private static byte[] status(int code) {
        return ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange call, int status, byte[] body) throws IOException {
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
    }
}
