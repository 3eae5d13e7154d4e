package dev.larder.cache.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Digests;
import dev.larder.model.feed.Relays;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The operator's feed and reports, where every cell has a relay. Thread-safe. */
final class FeedHost implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> streams = ConcurrentHashMap.newKeySet();
    private final Map<String, NodeReport> alone = new ConcurrentHashMap<>();
    private final Map<String, CellReport> cells = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long began = System.nanoTime();
    private ClusterMap map = ClusterMap.empty(Levels.aks());
    private boolean closed;

    FeedHost() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void publish(ClusterMap next) {
        lock.lock();
        try {
            map = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Names of those who have a stream from here. */
    Set<String> streams() {
        return Set.copyOf(streams);
    }

    /** By the relay that told. */
    Map<String, CellReport> cells() {
        return cells;
    }

    /** Of nodes that reported here themselves. */
    Map<String, NodeReport> alone() {
        return alone;
    }

    private void handle(HttpExchange call) throws IOException {
        try (call) {
            byte[] body = call.getRequestBody().readAllBytes();
            switch (call.getRequestURI().getPath()) {
                case "/v1/clusters/ns/test/feed" -> feed(call, query(call));
                case "/v1/clusters/ns/test/reports" -> {
                    NodeReport report = NodeReport.fromWire(dev.larder.model.wire.NodeReport.parseFrom(body));
                    alone.put(report.node(), report);
                    call.sendResponseHeaders(204, -1);
                }
                case "/v1/clusters/ns/test/cell-reports" -> {
                    CellReport report = CellReport.fromWire(dev.larder.model.wire.CellReport.parseFrom(body));
                    cells.put(report.relay(), report);
                    call.sendResponseHeaders(204, -1);
                }
                default -> call.sendResponseHeaders(404, -1);
            }
        }
    }

    private void feed(HttpExchange call, Map<String, String> query) throws IOException {
        String node = query.getOrDefault("node", "");
        ClusterMap now = map();
        int self = now.indexOf(node);
        if (self >= 0) {
            List<String> tried = Arrays.asList(query.getOrDefault("tried", "").split(",", -1));
            for (int relay : Relays.ofCell(now, self)) {
                CacheNode at = now.node(relay);
                if (relay == self) {
                    break;
                }
                if (!tried.contains(at.name())) {
                    call.getResponseHeaders().set("larder-relay", at.name());
                    call.getResponseHeaders().set("Location", "http://" + at.host() + ":" + at.peerPort() + "/v1/feed");
                    call.sendResponseHeaders(307, -1);
                    return;
                }
            }
        }
        call.sendResponseHeaders(200, 0);
        streams.add(node);
        try (OutputStream out = call.getResponseBody()) {
            long sent = Long.parseLong(query.get("mapVersion"));
            while (await(sent)) {
                ClusterMap next = map();
                heartbeat(next).writeDelimitedTo(out);
                if (next.version() != sent) {
                    FeedMessage.newBuilder().setMap(next.toWire()).build().writeDelimitedTo(out);
                }
                sent = next.version();
                out.flush();
            }
        } finally {
            streams.remove(node);
        }
    }

    private FeedMessage heartbeat(ClusterMap of) {
        return FeedMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder()
                        .setMapVersion(of.version())
                        .setMapDigest(Digests.map(of))
                        .setCatalogDigest(Digests.catalog(Catalog.EMPTY.toWire()))
                        .setIncarnation(1)
                        .setBeat((System.nanoTime() - began) / 50_000_000)
                        .setRelays(true))
                .build();
    }

    private ClusterMap map() {
        lock.lock();
        try {
            return map;
        } finally {
            lock.unlock();
        }
    }

    /** Until there is another map, or it is time for a heartbeat. False once closed. */
    private boolean await(long sent) {
        lock.lock();
        try {
            if (!closed && map.version() == sent) {
                changed.await(200, TimeUnit.MILLISECONDS);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static Map<String, String> query(HttpExchange call) {
        Map<String, String> query = new HashMap<>();
        for (String part : call.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = part.indexOf('=');
            query.put(part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
