package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.cache.CacheNodeConfig;
import dev.larder.cache.Connections;
import dev.larder.cache.DiskSpace;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.peer.PeerLimits;
import dev.larder.cache.report.ReportSink;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.model.blob.Geometry;
import dev.larder.model.broadcast.UploadSlots;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.Retention;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.placement.OriginReaders;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.topology.Levels;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Some cache nodes and what an operator would tell them. Not thread-safe. */
public final class TestCluster implements AutoCloseable {

    /** Small, so that small blobs have several extents. */
    static final Geometry GEOMETRY = new Geometry(256 << 10, 1 << 20);

    private static final int WEIGHT = 100;

    private final LocalOrigin origin;
    private final Path directory;
    private final ManifestHost operator = new ManifestHost();
    private final Map<String, CacheNode> nodes = new LinkedHashMap<>();
    private final Map<String, TestFeed> feeds = new LinkedHashMap<>();
    private final List<DatasetEntry> datasets = new ArrayList<>();
    private ClusterMap map = ClusterMap.empty(Levels.aks());
    private PeerLimits limits = new PeerLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofMillis(200),
            32,
            256,
            Duration.ofSeconds(20),
            PeerLimits.defaults().patience(),
            new UploadSlots(4, 1));
    private NetworkBudgets network = NetworkBudgets.DEFAULT;
    private OnDemand onDemand = OnDemand.OFF;
    private LongSupplier clock = System::nanoTime;
    private long catalogVersion;
    private int disks = 1;
    private long capacity = 1L << 30;
    private @Nullable Retention retention;
    private int readersPerZone = OriginReaders.PER_ZONE;
    private OriginLimits originLimits = OriginLimits.NONE;
    private long warmUpBytesPerSecond;
    private LongSupplier budgetClock = System::nanoTime;

    public TestCluster(LocalOrigin origin, Path directory) throws IOException {
        this.origin = origin;
        this.directory = directory;
        Path account = Files.createDirectories(
                directory.resolve("credentials").resolve(origin.account().name()));
        Files.writeString(account.resolve("account-key"), origin.account().key());
    }

    /** So many nodes of each zone read the origin. Before the first Dataset. */
    TestCluster readersPerZone(int count) {
        readersPerZone = count;
        return this;
    }

    /** What nodes that are started from now on have; all but the first are {@code disk-1...} in the node's directory. */
    TestCluster disks(int count) {
        disks = count;
        return this;
    }

    /** What each disk of nodes that are started from now on may hold. */
    TestCluster capacity(long bytes) {
        capacity = bytes;
        return this;
    }

    /** How Datasets that are made from now on are kept; null: as their strategy says. */
    TestCluster retention(@Nullable Retention kept) {
        retention = kept;
        return this;
    }

    /** Members named {@code n0...}, in turn in zones {@code z0...}. */
    public TestCluster nodes(int count, int zones) throws IOException {
        MapEdit edit = map.edit();
        for (int i = 0; i < count; i++) {
            CacheNode node = start("n" + i);
            join(edit, node, "z" + i % zones);
        }
        map(edit.build());
        map(map.edit().settle().build());
        return this;
    }

    /** What warm-up may take of the network, from the next Dataset on. */
    TestCluster network(NetworkBudgets budgets) {
        network = budgets;
        return this;
    }

    /** What nodes that are started from now on measure the limits of accounts with; nanoseconds. */
    TestCluster budgetClock(LongSupplier clock) {
        budgetClock = clock;
        return this;
    }

    /** What all nodes together may ask of the origin, with their shares. */
    void limits(OriginLimits all) {
        originLimits = all;
        publish();
    }

    OriginLimits limits() {
        return originLimits;
    }

    long catalogVersion() {
        return catalogVersion;
    }

    /** What all nodes together may read to warm up Datasets that are made from now on. */
    TestCluster warmUpLimit(long bytesPerSecond) {
        warmUpBytesPerSecond = bytesPerSecond;
        return this;
    }

    /** Hears nothing more; what it has stays. */
    void cutOff(String name) {
        Objects.requireNonNull(feeds.remove(name)).close();
    }

    /** How long peers of nodes that are started from now on may say nothing. */
    TestCluster silence(Duration most) {
        limits = new PeerLimits(
                limits.connect(),
                most,
                limits.starvation(),
                limits.alive(),
                limits.connections(),
                limits.serving(),
                limits.stall(),
                limits.patience(),
                limits.uploads());
        return this;
    }

    void join(MapEdit edit, CacheNode node, String zone) {
        join(edit, node.name(), zone, node.peerAddress().getPort());
    }

    void join(MapEdit edit, String node, String zone, int port) {
        edit.join(node, Levels.aks().locate(Map.of("topology.kubernetes.io/zone", zone)), "127.0.0.1", port, WEIGHT);
    }

    CacheNode start(String name) throws IOException {
        return start(name, directory.resolve(name));
    }

    CacheNode start(String name, Path store) throws IOException {
        TestFeed feed = new TestFeed();
        if (map.version() > 0) {
            feed.map(map);
        }
        if (catalogVersion > 0) {
            feed.catalog(catalog());
        }
        CacheNode node = CacheNode.start(config(name, store), connections(name, feed), budgetClock);
        feeds.put(name, feed);
        nodes.put(name, node);
        return node;
    }

    /** With nothing but what is on its disk. */
    CacheNode startAlone(String name) throws IOException {
        return startAlone(name, directory.resolve(name));
    }

    /** Hears of what is published from now on. */
    CacheNode startAlone(String name, Path store) throws IOException {
        TestFeed feed = new TestFeed();
        CacheNode node = CacheNode.start(config(name, store), connections(name, feed), budgetClock);
        feeds.put(name, feed);
        nodes.put(name, node);
        return node;
    }

    private CacheNodeConfig config(String name, Path store) {
        return new CacheNodeConfig(
                name,
                "127.0.0.1",
                0,
                0,
                0,
                IntStream.range(0, disks)
                        .mapToObj(i -> new DiskSpace(i == 0 ? store : store.resolve("disk-" + i), capacity))
                        .toList(),
                directory.resolve("credentials"),
                null,
                null,
                CacheNodeConfig.Limits.small().withPeers(limits));
    }

    private Connections connections(String name, Feed feed) {
        return new Connections() {
            @Override
            public OperatorAddress operator() {
                return new OperatorAddress(operator.uri(), "ns/test", name, 1);
            }

            @Override
            public Feed feed(HttpClient http, ScheduledExecutorService timer, RelayHub relayed) {
                return feed;
            }

            @Override
            public LongSupplier clock() {
                return clock;
            }

            @Override
            public ReportSink reports(HttpClient http) {
                return report -> {};
            }
        };
    }

    /** The node hears that there is a newer catalog than it has, but not yet which. */
    void announceNewerCatalog(String node) {
        Objects.requireNonNull(feeds.get(node)).announce(map.version() + 1, catalogVersion);
    }

    /** Tells every node. */
    void map(ClusterMap next) {
        map = next;
        feeds.values().forEach(feed -> feed.map(next));
    }

    ClusterMap map() {
        return map;
    }

    ManifestHost operator() {
        return operator;
    }

    public CacheNode node(String name) {
        CacheNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return node;
    }

    Iterable<CacheNode> nodes() {
        return nodes.values();
    }

    /** The feed says nothing more and the operator does not answer. */
    void losesOperator() {
        feeds.values().forEach(TestFeed::close);
        operator.close();
    }

    /** The process is gone; its disk stays. */
    void crash(String name) {
        CacheNode node = nodes.remove(name);
        if (node != null) {
            node.crash();
        }
        feeds.remove(name);
    }

    /** A copy of a running node's directory, as a power cut at this moment would leave it. */
    Path snapshot(String name, String copy) throws IOException {
        Path from = directory.resolve(name);
        Path to = directory.resolve(copy);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.getFileName().toString().equals("LOCK")
                        && !file.getFileName().toString().equals("HOLDER")) {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    public ManifestId dataset(String name, TestData data, String scope, WarmUp warmUp) throws IOException {
        return dataset(name, data, scope, warmUp, GEOMETRY);
    }

    ManifestId dataset(String name, TestData data, String scope, WarmUp warmUp, Geometry geometry) throws IOException {
        TestData.Manifested manifest = data.manifest();
        ManifestId id = manifest.written.id();
        operator.add(id.hex(), manifest.bytes);
        datasets.removeIf(known -> known.name().equals(name));
        datasets.add(new DatasetEntry(
                "uid-" + name,
                "ns",
                name,
                data.account(),
                data.container(),
                geometry,
                scope,
                1,
                warmUp,
                0,
                false,
                0,
                warmUpBytesPerSecond,
                retention == null ? Retention.of(warmUp, 0) : retention,
                List.of(new Revision(id, manifest.written.manifestBytes(), true))));
        publish();
        return id;
    }

    /** What is kept of blobs outside Datasets; returns when every node knows. */
    TestCluster onDemand(String scope, OnDemandRule... rules) {
        onDemand = new OnDemand(GEOMETRY.chunkBytes(), scope, List.of(rules));
        publish();
        await().untilAsserted(() -> {
            for (CacheNode node : nodes.values()) {
                assertThat(node.report().catalogVersion()).isEqualTo(catalogVersion);
            }
        });
        return this;
    }

    /** What nodes that are started from now on measure ages by. */
    TestCluster clock(LongSupplier nanos) {
        clock = nanos;
        return this;
    }

    void delete(String name) {
        datasets.removeIf(known -> known.name().equals(name));
        publish();
    }

    private void publish() {
        catalogVersion++;
        feeds.values().forEach(feed -> feed.catalog(catalog()));
    }

    private Catalog catalog() {
        return new Catalog(
                catalogVersion,
                List.of(new OriginAccount(
                        origin.account().name(),
                        origin.endpoint(),
                        new Credential.SharedKey(),
                        readersPerZone,
                        originLimits)),
                datasets,
                network,
                onDemand);
    }

    /** Waits for the manifest if it is not there yet. */
    public DatasetRevision revision(CacheNode node, ManifestId id) {
        Optional<DatasetRevision> now = find(node, id);
        return now.orElseGet(() -> await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> find(node, id), Optional::isPresent)
                .orElseThrow());
    }

    private static Optional<DatasetRevision> find(CacheNode node, ManifestId id) {
        return node.revisions().stream()
                .filter(revision -> revision.id().equals(id))
                .findFirst();
    }

    /** Until every node holds what it must by the newest map. */
    void awaitWarm(ManifestId id, long requiredBytes) {
        awaitWarm(id, requiredBytes, Duration.ofSeconds(90));
    }

    void awaitWarm(ManifestId id, long requiredBytes, Duration limit) {
        await().atMost(limit).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            long required = 0;
            long held = 0;
            for (CacheNode node : nodes.values()) {
                DatasetReport report = report(node, id);
                assertThat(report.walked()).isTrue();
                assertThat(report.epoch()).isEqualTo(map.epoch());
                required += report.requiredBytes();
                held += report.heldBytes();
            }
            assertThat(required).isEqualTo(requiredBytes);
            assertThat(held).isEqualTo(required);
        });
    }

    DatasetReport report(CacheNode node, ManifestId id) {
        return node.report().datasets().stream()
                .filter(report -> report.manifest().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(node.name() + " knows no " + id));
    }

    @Override
    public void close() {
        nodes.values().forEach(CacheNode::close);
        operator.close();
    }
}
