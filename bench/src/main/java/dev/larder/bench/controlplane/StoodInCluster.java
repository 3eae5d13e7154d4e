package dev.larder.bench.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for an API server with very many Nodes and one CacheCluster on all of them, and for the DaemonSet controller
 * and the kubelets: whatever is applied is kept, a DaemonSet has a ready pod on every node of its group at once, and
 * watches tell of every change. It counts what is written. Thread-safe.
 */
final class StoodInCluster implements AutoCloseable {
    static final String NAMESPACE = "bench";
    static final String CLUSTER = "gpu";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER = 1 << 16;
    private static final int QUEUE = 300_000;
    private static final int PEER_PORT = 8701;
    private static final String PODS = "/api/v1/pods";
    private static final String DATASETS = "/apis/larder.dev/v1alpha1/datasets";
    private static final String CLUSTERS = "/apis/larder.dev/v1alpha1/cacheclusters";
    private static final String NODES = "/api/v1/nodes";
    private static final Pattern OBJECT =
            Pattern.compile("(/apis?(?:/[^/]+)?/v[^/]+)/namespaces/[^/]+/([a-z]+)/([^/]+)(/status)?");

    private final NodeList nodes;
    private final IntFunction<String> addresses;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** By collection, then by name. */
    private final Map<String, Map<String, ObjectNode>> objects = new ConcurrentHashMap<>();

    private final Map<String, List<BlockingQueue<byte[]>>> watches = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> writes = new ConcurrentSkipListMap<>();
    private final AtomicInteger largest = new AtomicInteger();
    private final AtomicLong version = new AtomicLong(1000);
    private volatile NodeEvents events = NodeEvents.NONE;

    /** What is sent to whoever watches Nodes; returns when there is nothing more to say. */
    interface NodeEvents {
        NodeEvents NONE = out -> {};

        void send(OutputStream out) throws IOException, InterruptedException;
    }

    private StoodInCluster(NodeList nodes, IntFunction<String> addresses, HttpServer http) {
        this.nodes = nodes;
        this.addresses = addresses;
        this.http = http;
    }

    /** A CacheCluster on all of them as most are. */
    static StoodInCluster start(NodeList nodes) throws IOException {
        return start(nodes, StoodInCluster::address, PEER_PORT);
    }

    /** The same, with those addresses of pods and that port for other cache nodes. */
    static StoodInCluster start(NodeList nodes, IntFunction<String> addresses, int peerPort) throws IOException {
        return start(nodes, addresses, spec(peerPort, "https://contoso.blob.core.windows.net"));
    }

    /** A CacheCluster on all of them as most are, whose account is there. */
    static StoodInCluster start(NodeList nodes, URI account) throws IOException {
        return start(nodes, StoodInCluster::address, spec(PEER_PORT, account.toString()));
    }

    private static String address(int i) {
        return "10.%d.%d.%d".formatted(100 + (i >> 16), i >> 8 & 255, i & 255);
    }

    private static String spec(int peerPort, String endpoint) {
        return """
                {"nodes": {"selector": {"matchLabels": {"kubernetes.io/os": "linux"}}},
                  "network": {"peerPort": %d},
                  "storage": {"disks": [{"path": "/mnt/larder", "capacity": "100Gi"}]},
                  "origins": [{"account": "%s", "endpoint": "%s", "credential": {"anonymous": {}}}]}
                """.formatted(peerPort, ListedAccount.NAME, endpoint);
    }

    /**
     * @param addresses of pods, by the number of their node
     * @param spec of the CacheCluster
     */
    static StoodInCluster start(NodeList nodes, IntFunction<String> addresses, String spec) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StoodInCluster cluster = new StoodInCluster(nodes, addresses, http);
        ObjectNode made = (ObjectNode) JSON.readTree("""
                {"apiVersion": "larder.dev/v1alpha1", "kind": "CacheCluster",
                 "metadata": {"name": "gpu", "namespace": "bench", "uid": "00000000-0000-4000-9000-000000000001",
                   "resourceVersion": "999", "generation": 1, "finalizers": ["larder.dev/in-use"]}}
                """);
        made.set("spec", JSON.readTree(spec));
        cluster.objects
                .computeIfAbsent(CLUSTERS, path -> new ConcurrentSkipListMap<>())
                .put(CLUSTER, made);
        http.setExecutor(cluster.threads);
        http.createContext("/", cluster::handle);
        http.start();
        return cluster;
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Makes a Dataset as a user does, whose uid ends with that number, and tells whoever watches. */
    void createDataset(String name, int number, String spec) throws IOException {
        ObjectNode made =
                JSON.createObjectNode().put("apiVersion", "larder.dev/v1alpha1").put("kind", "Dataset");
        made.putObject("metadata")
                .put("name", name)
                .put("namespace", NAMESPACE)
                .put("uid", "00000000-0000-4000-b000-%012x".formatted(number))
                .put("resourceVersion", Long.toString(version.incrementAndGet()))
                .put("generation", 1);
        made.set("spec", JSON.readTree(spec));
        kept(DATASETS).put(name, made);
        tell(DATASETS, "ADDED", JSON.writeValueAsBytes(made));
    }

    /** Statuses of Datasets as they were last written, by name; of some there may be none yet. */
    Map<String, JsonNode> datasetStatuses() {
        Map<String, JsonNode> statuses = new TreeMap<>();
        kept(DATASETS).forEach((name, dataset) -> statuses.put(name, dataset.path("status")));
        return statuses;
    }

    /** Sends these to the watch of Nodes that is open now or next. */
    void tell(NodeEvents next) {
        events = next;
    }

    /** Writes by what was written; the leader's lease is {@code leases}. */
    Map<String, Integer> writes() {
        Map<String, Integer> counted = new java.util.TreeMap<>();
        writes.forEach((kind, count) -> counted.put(kind, count.get()));
        return counted;
    }

    /** Objects that the operator made. */
    int owned() {
        return objects.entrySet().stream()
                .filter(kind -> !kind.getKey().endsWith("/cacheclusters")
                        && !kind.getKey().endsWith("/leases")
                        && !kind.getKey().equals(PODS))
                .mapToInt(kind -> kind.getValue().size())
                .sum();
    }

    /** Bytes of the largest object that was written. */
    int largest() {
        return largest.get();
    }

    /** The CacheCluster's status as it was last written; an empty object before. */
    JsonNode status() {
        JsonNode status =
                kept(CLUSTERS).getOrDefault(CLUSTER, JSON.createObjectNode()).path("status");
        return status.isMissingNode() ? JSON.createObjectNode() : status;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private Map<String, ObjectNode> kept(String collection) {
        return objects.computeIfAbsent(collection, path -> new ConcurrentSkipListMap<>());
    }

    private void handle(HttpExchange call) throws IOException {
        try (call) {
            if (call.getRequestHeaders().containsKey("Upgrade")) {
                // Clients try a WebSocket first, and a plain request once that is answered with 200.
                send(call, 200, "{}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            String path = call.getRequestURI().getPath();
            String query = String.valueOf(call.getRequestURI().getRawQuery());
            byte[] body = call.getRequestBody().readAllBytes();
            if (!call.getRequestMethod().equals("GET")) {
                write(call, path, body);
            } else if (query.contains("watch=true")) {
                watch(call, path);
            } else if (path.equals(NODES)) {
                call.getResponseHeaders().set("Content-Type", "application/json");
                call.sendResponseHeaders(200, 0);
                try (OutputStream out = new BufferedOutputStream(call.getResponseBody(), BUFFER)) {
                    nodes.write(number(query, "continue", 0), number(query, "limit", Integer.MAX_VALUE / 2), out);
                }
            } else {
                read(call, path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(HttpExchange call, String path) throws IOException {
        Matcher object = OBJECT.matcher(path);
        if (object.matches()) {
            ObjectNode found = kept(object.group(1) + "/" + object.group(2)).get(object.group(3));
            send(call, found == null ? 404 : 200, found == null ? notFound() : JSON.writeValueAsBytes(found));
            return;
        }
        ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(version.get()));
        list.putArray("items").addAll(new ArrayList<>(kept(path).values()));
        send(call, 200, JSON.writeValueAsBytes(list));
    }

    private void write(HttpExchange call, String path, byte[] body) throws IOException {
        ObjectNode given = (ObjectNode) JSON.readTree(body);
        String named = call.getRequestMethod().equals("POST")
                ? path + "/" + given.at("/metadata/name").asText()
                : path;
        Matcher object = OBJECT.matcher(named);
        if (!object.matches() || call.getRequestMethod().equals("DELETE")) {
            send(call, 404, notFound());
            return;
        }
        String collection = object.group(1) + "/" + object.group(2);
        boolean status = object.group(4) != null;
        writes.computeIfAbsent(object.group(2) + (status ? "/status" : ""), kind -> new AtomicInteger())
                .incrementAndGet();
        ObjectNode before = kept(collection).get(object.group(3));
        ObjectNode next = status && before != null ? before.deepCopy().setAll(given.retain("status")) : given;
        ObjectNode metadata = next.withObject("/metadata");
        metadata.put(
                "uid",
                "00000000-0000-4000-a000-%012x"
                        .formatted(named.replace("/status", "").hashCode() & 0xffffffffL));
        metadata.put("generation", 1).put("resourceVersion", Long.toString(version.incrementAndGet()));
        if (before != null && before.has("metadata")) {
            metadata.set("uid", before.get("metadata").get("uid"));
        }
        if (collection.endsWith("/daemonsets")) {
            start(next, before == null);
        }
        byte[] bytes = JSON.writeValueAsBytes(next);
        largest.accumulateAndGet(bytes.length, Math::max);
        kept(collection).put(object.group(3), next);
        tell(collection, before == null ? "ADDED" : "MODIFIED", bytes);
        send(call, 200, bytes);
    }

    /** The DaemonSet's status, and its pods when it is new. */
    private void start(ObjectNode daemonSet, boolean isNew) throws IOException {
        JsonNode labels = daemonSet.at("/spec/template/metadata/labels");
        String group = labels.path("larder.dev/group").asText();
        int count = 0;
        for (int i = 0; i < nodes.count(); i++) {
            if (NodeList.group(i).equals(group)) {
                count++;
                if (isNew) {
                    tell(PODS, "ADDED", JSON.writeValueAsBytes(pod(i, labels)));
                }
            }
        }
        daemonSet
                .putObject("status")
                .put("observedGeneration", 1)
                .put("desiredNumberScheduled", count)
                .put("currentNumberScheduled", count);
    }

    private ObjectNode pod(int i, JsonNode labels) {
        ObjectNode pod = JSON.createObjectNode();
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", "gpu-%06d".formatted(i))
                .put("namespace", NAMESPACE)
                .put("resourceVersion", Long.toString(version.incrementAndGet()))
                .put("creationTimestamp", "2026-10-01T00:00:00Z")
                .set("labels", labels);
        pod.putObject("spec").put("nodeName", NodeList.name(i));
        ObjectNode status = pod.putObject("status");
        status.put("podIP", addresses.apply(i));
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        return pod;
    }

    private void tell(String collection, String type, byte[] object) throws IOException {
        byte[] event = ("{\"type\":\"" + type + "\",\"object\":" + new String(object, StandardCharsets.UTF_8) + "}\n")
                .getBytes(StandardCharsets.UTF_8);
        for (BlockingQueue<byte[]> watch : watches.getOrDefault(collection, List.of())) {
            if (!watch.offer(event)) {
                throw new IOException("a watch of " + collection + " does not read");
            }
        }
    }

    private void watch(HttpExchange call, String path) throws IOException, InterruptedException {
        BlockingQueue<byte[]> told = new ArrayBlockingQueue<>(QUEUE);
        watches.computeIfAbsent(path, p -> new CopyOnWriteArrayList<>()).add(told);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(call.getResponseBody(), BUFFER)) {
            out.flush();
            while (true) {
                if (path.equals(NODES)) {
                    NodeEvents now = events;
                    events = NodeEvents.NONE;
                    now.send(out);
                    out.flush();
                    Thread.sleep(50);
                } else {
                    out.write(told.take());
                    if (told.isEmpty()) {
                        out.flush();
                    }
                }
            }
        } finally {
            watches.getOrDefault(path, List.of()).remove(told);
        }
    }

    private static int number(String query, String name, int otherwise) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
                return Integer.parseInt(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return otherwise;
    }

    private static byte[] notFound() {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}"
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange call, int status, byte[] body) throws IOException {
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
    }
}
