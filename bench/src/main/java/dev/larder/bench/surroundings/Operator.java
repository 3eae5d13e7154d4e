package dev.larder.bench.surroundings;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What cache nodes need of an operator: the feed of one map and one catalog, the manifests, and an ear for reports. */
public final class Operator implements AutoCloseable {
    public static final String CLUSTER = "bench/bench";

    private static final int MIB = 1 << 20;
    /** As the product's operator gives it to Datasets of up to 1 TiB. */
    public static final Geometry GEOMETRY = new Geometry(4 * MIB, 16 * MIB);

    private static final long BEAT_MILLIS = 3_000;
    private static final long WARM_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final HttpServer http;
    private final OriginAccount origin;
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, NodeReport> reports = new ConcurrentHashMap<>();
    private ClusterMap map;
    private Catalog catalog;

    /**
     * @param map of the nodes
     * @param origin of the account
     * @param bind where it listens, at a port that is free
     */
    public Operator(ClusterMap map, URI origin, InetAddress bind) throws IOException {
        this.map = map;
        this.origin = new OriginAccount(Blobs.ACCOUNT, origin, new Credential.Anonymous());
        this.catalog = new Catalog(1, List.of(this.origin), List.of());
        http = HttpServer.create(new InetSocketAddress(bind, 0), 64);
        http.setExecutor(task -> Thread.ofVirtual().start(task));
        http.createContext("/v1/clusters/" + CLUSTER + "/feed", this::feed);
        http.createContext("/v1/clusters/" + CLUSTER + "/reports", this::report);
        http.createContext("/v1/manifests/", this::manifest);
        http.start();
    }

    public String uri() {
        InetSocketAddress address = http.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Replaces the map; the nodes hear of it at once. */
    public synchronized void map(ClusterMap next) {
        map = next;
        notifyAll();
    }

    public synchronized ClusterMap map() {
        return map;
    }

    /** What each node said last, by name. */
    public Map<String, NodeReport> reports() {
        return Map.copyOf(reports);
    }

    /** Makes the blobs a Dataset with one copy in the whole cluster. */
    public ManifestId serve(Blobs blobs, WarmUp warmUp) throws IOException {
        return serve(blobs, "Cluster", warmUp);
    }

    /** Makes the blobs a Dataset. The nodes hear of it at once. */
    public synchronized ManifestId serve(Blobs blobs, String scope, WarmUp warmUp) throws IOException {
        var manifest = blobs.manifest();
        ManifestId id = manifest.written().id();
        manifests.put(id.hex(), manifest.bytes().toByteArray());
        var datasets = new ArrayList<>(catalog.datasets());
        datasets.add(new DatasetEntry(
                "uid-" + blobs.container(),
                "bench",
                blobs.container(),
                Blobs.ACCOUNT,
                blobs.container(),
                GEOMETRY,
                scope,
                1,
                warmUp,
                0,
                false,
                List.of(new Revision(id, manifest.written().manifestBytes(), true))));
        catalog = new Catalog(catalog.version() + 1, List.of(origin), datasets);
        notifyAll();
        return id;
    }

    /** Until the nodes together hold so many bytes of it. */
    public synchronized void awaitHeld(ManifestId manifest, long bytes) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (held(manifest) < bytes) {
            if (System.nanoTime() - began > WARM_NANOS) {
                throw new IOException(
                        "Only %,d of %,d bytes were warm after a few minutes".formatted(held(manifest), bytes));
            }
            wait(BEAT_MILLIS);
        }
    }

    /** Until every one of them knows what is served now. */
    public synchronized void awaitKnown(int nodes) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (reports.values().stream().filter(this::isCurrent).count() < nodes) {
            if (System.nanoTime() - began > WARM_NANOS) {
                throw new IOException("Not all nodes took up the catalog");
            }
            wait(BEAT_MILLIS);
        }
    }

    private boolean isCurrent(NodeReport report) {
        return report.catalogVersion() == catalog.version()
                && report.mapVersion() == map.version()
                && report.datasets().size() == catalog.datasets().size()
                && report.datasets().stream().allMatch(DatasetReport::walked);
    }

    /** A node that is started anew is heard anew. */
    public void forgetReports() {
        reports.clear();
    }

    private long held(ManifestId manifest) {
        return reports.values().stream()
                .flatMap(report -> report.datasets().stream())
                .filter(dataset -> dataset.manifest().equals(manifest))
                .mapToLong(DatasetReport::heldBytes)
                .sum();
    }

    private void feed(HttpExchange exchange) {
        long sentMap = 0;
        long sentCatalog = 0;
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/x-larder-feed");
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            while (true) {
                List<FeedMessage> messages = new ArrayList<>();
                synchronized (this) {
                    if (sentMap == map.version() && sentCatalog == catalog.version()) {
                        wait(BEAT_MILLIS);
                    }
                    if (sentMap != map.version()) {
                        messages.add(
                                FeedMessage.newBuilder().setMap(map.toWire()).build());
                    }
                    if (sentCatalog != catalog.version()) {
                        messages.add(FeedMessage.newBuilder()
                                .setCatalog(catalog.toWire())
                                .build());
                    }
                    sentMap = map.version();
                    sentCatalog = catalog.version();
                }
                if (messages.isEmpty()) {
                    messages.add(FeedMessage.newBuilder()
                            .setHeartbeat(Heartbeat.newBuilder()
                                    .setMapVersion(sentMap)
                                    .setCatalogVersion(sentCatalog))
                            .build());
                }
                for (FeedMessage message : messages) {
                    message.writeDelimitedTo(out);
                }
                out.flush();
            }
        } catch (IOException gone) {
            // The node has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(HttpExchange exchange) throws IOException {
        try (exchange) {
            var report = NodeReport.fromWire(dev.larder.model.wire.NodeReport.parseFrom(
                    exchange.getRequestBody().readAllBytes()));
            reports.put(report.node(), report);
            synchronized (this) {
                notifyAll();
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (InvalidProtocolBufferException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private void manifest(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] bytes = manifests.get(path.substring(path.lastIndexOf('/') + 1));
            exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
