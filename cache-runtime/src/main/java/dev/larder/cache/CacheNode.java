package dev.larder.cache;

import dev.larder.cache.admin.AdminServer;
import dev.larder.cache.admin.Json;
import dev.larder.cache.blob.BlobEndpoint;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.KnownState;
import dev.larder.cache.feed.ManifestShelf;
import dev.larder.cache.feed.ManifestSync;
import dev.larder.cache.feed.MapView;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.feed.StateFile;
import dev.larder.cache.fetch.ChosenReaders;
import dev.larder.cache.fetch.Fetcher;
import dev.larder.cache.fetch.FillMemory;
import dev.larder.cache.fetch.Hedging;
import dev.larder.cache.fetch.PlacedSources;
import dev.larder.cache.fetch.ReaderReads;
import dev.larder.cache.fetch.SourceSpeeds;
import dev.larder.cache.fetch.StoringDisk;
import dev.larder.cache.http.EventLoops;
import dev.larder.cache.origin.Credentials;
import dev.larder.cache.origin.OriginBudgets;
import dev.larder.cache.origin.Origins;
import dev.larder.cache.peer.LinkBudgets;
import dev.larder.cache.peer.PeerClient;
import dev.larder.cache.peer.PeerOffers;
import dev.larder.cache.peer.PeerServer;
import dev.larder.cache.pipe.Pipes;
import dev.larder.cache.pool.PoolMemory;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ColdReads;
import dev.larder.cache.report.CellReports;
import dev.larder.cache.report.Counters;
import dev.larder.cache.report.RelayedReports;
import dev.larder.cache.report.Reporter;
import dev.larder.cache.store.DiskArray;
import dev.larder.cache.store.Retention;
import dev.larder.cache.store.StoreConfig;
import dev.larder.cache.warmup.Convergence;
import dev.larder.cache.warmup.PlacedShares;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.placement.OriginReaders;
import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cache node: a store, a fetcher, listeners for clients, peers and people, and the threads that keep it current. Any
 * number can live in one process. Thread-safe.
 */
public final class CacheNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheNode.class);
    private static final Duration HTTP_CONNECT = Duration.ofSeconds(3);

    /** Of the memory for fills, what a reader may use for bytes that only pass through it. */
    private static final int PASSING_PART = 4;

    private static final long PASSING_LEAST = 16L << 20;

    /** What is on its way to eight clients; a user without rights may have 64 of this length on a machine. */
    private static final int MOST_PIPES = 48;

    private final CacheNodeConfig config;
    private final Shutdown parts = new Shutdown();
    private final DiskArray store;
    private final ServedCatalog served = new ServedCatalog();
    private final KnownState state;
    private final Counters counters = new Counters();
    private final @Nullable Pipes pipes;
    private final FillMemory memory;
    private final Fetcher fetcher;
    private final Convergence convergence;
    private final ManifestSync manifests;
    private final Reporter reporter;
    private final PeerServer peerServer;
    private final ClientPorts blobs;
    private final AdminServer admin;
    private final Feed feed;
    private volatile MapView map;

    /**
     * Opens the store and all ports; when this returns, the node serves what it knew when it last ran.
     *
     * @throws IOException the store cannot be opened or a port not be bound; the message says which
     */
    public static CacheNode start(CacheNodeConfig config, Connections connections) throws IOException {
        return start(config, connections, System::nanoTime);
    }

    /**
     * As above, with a clock for what it may ask of storage accounts.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public static CacheNode start(CacheNodeConfig config, Connections connections, LongSupplier clock)
            throws IOException {
        return new CacheNode(config, connections, clock);
    }

    private CacheNode(CacheNodeConfig config, Connections connections, LongSupplier clock) throws IOException {
        this.config = config;
        try {
            CacheNodeConfig.Limits limits = config.limits();
            ScheduledExecutorService timer = parts.last(Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name(config.node() + "-timer").factory()));
            ExecutorService threads = parts.last(Executors.newVirtualThreadPerTaskExecutor());
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(HTTP_CONNECT)
                    .executor(threads)
                    .build();
            store = parts.last(DiskArray.open(
                    config.disks().stream()
                            .map(disk -> StoreConfig.of(disk.directory(), disk.bytes()))
                            .toList(),
                    // Blobs that no Dataset lists give way to all.
                    new CatalogRetention(served).with(OnDemand.UID, Retention.Keep.evictable(Integer.MIN_VALUE))));
            store.stores().forEach(disk -> parts.last(new Scrubbing(config.node(), disk)));
            Path directory = Files.createDirectories(store.firstDirectory().resolve("state"));
            StoringDisk disk = parts.last(new StoringDisk(config.node(), store, limits.diskThreads(), served::keeps));
            state = parts.last(new KnownState(directory, this::stateChanged));
            map = MapView.of(state.map(), config.node());
            EventLoops loops = parts.last(EventLoops.start(config.node(), limits.eventLoops()));
            ColdReads cold = parts.last(ColdReads.start(config.node()));
            pipes = Pipes.find(MOST_PIPES);
            if (pipes != null) {
                parts.last(pipes);
            }
            memory = parts.last(new FillMemory(limits.fillMemory(), pipes));
            OriginBudgets budgets = new OriginBudgets(new OriginBudgets.Means(
                    config.node(),
                    served::catalog,
                    () -> state.isAnnouncedCatalog(served.catalog().version()),
                    state::cuts,
                    timer,
                    threads,
                    clock));
            Origins origins = parts.last(new Origins(
                    new Credentials(config.credentials()), budgets, loops, timer, threads, limits.originReads()));
            LinkBudgets links = new LinkBudgets(
                    () -> map, () -> state.catalog().network(), limits.cardBytesPerSecond(), System::nanoTime);
            PeerClient peers = parts.last(new PeerClient(config.node(), loops, limits.peers(), links, pipes));
            ChosenReaders readers = new ChosenReaders(account -> served.catalog()
                    .origin(account)
                    .map(OriginAccount::readersPerZone)
                    .orElse(OriginReaders.PER_ZONE));
            SourceSpeeds speeds = new SourceSpeeds(limits.peers().slowness(), System::nanoTime);
            Hedging hedging = new Hedging();
            fetcher = parts.last(new Fetcher(
                    store,
                    memory,
                    new PlacedSources(() -> map, readers),
                    peers,
                    speeds,
                    hedging,
                    origins,
                    counters,
                    disk,
                    threads,
                    limits.originReads()));
            FillMemory passing =
                    parts.last(new FillMemory(Math.max(PASSING_LEAST, limits.fillMemory() / PASSING_PART)));
            Fetcher passes = parts.last(new Fetcher(
                    store,
                    passing,
                    ReaderReads.onlyOrigin(() -> map),
                    peers,
                    speeds,
                    hedging,
                    origins,
                    counters,
                    disk,
                    threads,
                    limits.originReads()));

            ManifestShelf shelf = new ManifestShelf(directory.resolve("manifests"), http);
            convergence = parts.last(new Convergence(
                    config.node(),
                    served,
                    () -> new PlacedShares(map),
                    () -> state.isNewest(map.map().version(), served.catalog().version()),
                    store,
                    disk,
                    fetcher,
                    new PeerOffers(http, limits.peers().silence()),
                    limits.warmUps(),
                    new SplittableRandom(config.node().hashCode())));
            store.onDiskFailure(convergence::changed);
            ManifestSources sources = new ManifestSources(connections.operator(), () -> map);
            manifests = parts.last(new ManifestSync(state, shelf, served, sources::of, (gone, remaining) -> {
                origins.accounts(served.catalog().origins());
                convergence.departed(gone, remaining);
                convergence.changed();
                fetcher.giveUp(gone);
                passes.giveUp(gone);
            }));
            RelayHub hub = new RelayHub(state.map(), state.catalog());
            feed = parts.last(connections.feed(http, timer, hub));
            CellReports cell = parts.last(new CellReports(connections.operator(), http, () -> map));
            reporter = new Reporter(
                    config.node(),
                    connections.operator().incarnation(),
                    state,
                    served,
                    convergence::holding,
                    speeds::slowPeers,
                    budgets::refusals,
                    store,
                    counters,
                    new StateFile(directory.resolve("counters")),
                    new RelayedReports(feed, cell, http, connections.reports(http)));
            peerServer = parts.last(PeerServer.bind(
                    loops,
                    address(config.peerPort()),
                    limits.peers(),
                    fetcher,
                    new ReaderReads(passes, () -> map, readers),
                    cold,
                    served,
                    shelf,
                    store::holds,
                    () -> map,
                    links,
                    new CellDesk(hub, cell)));
            PoolMemory pool = new PoolMemory(connections.clock());
            blobs = parts.last(new ClientPorts(
                    config,
                    loops,
                    new BlobEndpoint.Sources(
                            served,
                            fetcher,
                            cold,
                            new CatalogAccounts(served, new Credentials(config.credentials())),
                            counters,
                            pool),
                    timer,
                    threads));
            NodeMetrics metrics = new NodeMetrics(
                    config.node(),
                    () -> map,
                    served,
                    () -> report().datasets(),
                    new StoreFigures(store),
                    memory,
                    counters,
                    peerServer,
                    speeds,
                    hedging,
                    convergence::pastMates,
                    cold,
                    budgets,
                    blobs.figures(),
                    new PoolFigures(pool.counts(), counters.onDemand()),
                    new FeedFigures(feed, hub, cell));
            admin = parts.last(new AdminServer(address(config.adminPort()), new AdminServer.View() {
                @Override
                public @Nullable String notReady() {
                    return CacheNode.this.notReady();
                }

                @Override
                public String metrics() {
                    return metrics.prometheus();
                }

                @Override
                public String state() {
                    return Json.write(metrics.state());
                }
            }));
            manifests.start(config.node());
            convergence.start();
            reporter.start();
            cell.start();
            feed.start(state);
        } catch (IOException | RuntimeException e) {
            parts.run();
            throw e;
        }
        LOG.info(
                "node {} serves blobs on {}, peers on {}, admin on {}",
                config.node(),
                blobs,
                peerServer.address(),
                admin.address());
    }

    private InetSocketAddress address(int port) {
        return new InetSocketAddress(config.bind(), port);
    }

    private void stateChanged() {
        MapView before = map;
        ClusterMap now = state.map();
        if (before == null || now != before.map()) {
            map = before == null ? MapView.of(now, config.node()) : before.next(now, config.node());
            convergence.changed();
        }
        manifests.changed();
    }

    private @Nullable String notReady() {
        if (store.usage().failure() != null) {
            return "no disk works: " + store.usage().failure();
        }
        if (map.map().version() == 0 && !feed.isConnected()) {
            return "no cluster map on disk, and the feed is not connected";
        }
        return null;
    }

    public String name() {
        return config.node();
    }

    public InetSocketAddress blobEndpoint() {
        return blobs.address();
    }

    /** Null if it has no certificate. */
    public @Nullable InetSocketAddress tlsBlobEndpoint() {
        return blobs.tlsAddress();
    }

    public InetSocketAddress peerAddress() {
        return peerServer.address();
    }

    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** Chunks as the endpoints get them. */
    public ChunkReads reads() {
        return fetcher;
    }

    /** What it serves now. */
    public List<DatasetRevision> revisions() {
        return served.revisions();
    }

    /** How it stands now, as it tells the operator. */
    public NodeReport report() {
        return reporter.report();
    }

    /** Bytes of all chunks on its disk. */
    public long storedBytes() {
        return store.usage().owners().values().stream()
                .mapToLong(owner -> owner.chunkBytes())
                .sum();
    }

    /** Bytes of chunks that sockets to other nodes have taken since the start. */
    public long sentToPeers() {
        return peerServer.servedBytes();
    }

    /** The same by the level of the narrowest domain that has both nodes. */
    public Map<String, Long> sentToPeersWithin() {
        return peerServer.servedBytesWithin();
    }

    /** Extents that it offered to nodes of its cell since the start. */
    public long offeredToMates() {
        return peerServer.offered();
    }

    /** In which bytes are that only pass; null where there are none. */
    public @Nullable Pipes pipes() {
        return pipes;
    }

    /** Memory of chunks that are arriving. */
    public FillMemory memory() {
        return memory;
    }

    /**
     * Takes no new connections, lets answers that were begun end, and closes. Waits up to {@code patience} for the
     * answers.
     */
    public void drain(Duration patience) throws InterruptedException {
        feed.close();
        peerServer.stopAccepting();
        blobs.drain(patience);
        close();
    }

    /** Closes everything in order, and keeps counters and chunks safe. */
    @Override
    public void close() {
        reporter.close();
        state.keep();
        parts.run();
    }

    /** Ends as abruptly as a process can end itself: nothing is told, drained or written first. */
    public void crash() {
        reporter.stop();
        parts.run();
    }
}
