package dev.larder.cache.report;

import dev.larder.cache.catalog.RevisionKey;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.feed.KnownState;
import dev.larder.cache.feed.StateFile;
import dev.larder.cache.store.ChunkStore;
import dev.larder.cache.store.StoreUsage;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator how this node stands: at most once a second, when something changed, and at least every six. */
public final class Reporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(6);

    private final String node;
    private final long incarnation;
    private final KnownState state;
    private final ServedCatalog served;
    private final BiFunction<DatasetEntry, ManifestId, Holding> holdings;
    private final Supplier<List<String>> slowPeers;
    private final Supplier<Map<String, Long>> originRefusals;
    private final ChunkStore store;
    private final Counters counters;
    private final CounterFile file;
    private final ReportSink sink;
    private volatile boolean closed;
    private volatile boolean failing;
    private @Nullable Thread thread;
    private @Nullable NodeReport told;
    private long toldAt;
    private long sequence;

    public Reporter(
            String node,
            long incarnation,
            KnownState state,
            ServedCatalog served,
            BiFunction<DatasetEntry, ManifestId, Holding> holdings,
            Supplier<List<String>> slowPeers,
            Supplier<Map<String, Long>> originRefusals,
            ChunkStore store,
            Counters counters,
            StateFile file,
            ReportSink sink) {
        this.node = node;
        this.incarnation = incarnation;
        this.state = state;
        this.served = served;
        this.holdings = holdings;
        this.slowPeers = slowPeers;
        this.originRefusals = originRefusals;
        this.store = store;
        this.counters = counters;
        this.file = new CounterFile(file);
        this.sink = sink;
        this.file.restore(counters);
    }

    public void start() {
        thread = Thread.ofVirtual().name(node + "-reports").start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(SHORTEST);
                NodeReport report = report();
                boolean due =
                        System.nanoTime() - toldAt > LONGEST.minus(SHORTEST).toNanos();
                if (due || !sameNews(report)) {
                    tell(report);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(NodeReport report) throws InterruptedException {
        keep(report);
        try {
            sink.send(report);
            told = report;
            toldAt = System.nanoTime();
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing && !closed) {
                LOG.info("report could not be sent: {}", e.toString());
            }
            failing = true;
        }
    }

    private boolean sameNews(NodeReport report) {
        NodeReport last = told;
        return last != null
                && last.equals(new NodeReport(
                        last.node(),
                        last.incarnation(),
                        last.sequence(),
                        report.mapVersion(),
                        report.catalogVersion(),
                        report.capacityBytes(),
                        report.usedBytes(),
                        report.datasets(),
                        report.slowPeers(),
                        report.originRefusals()));
    }

    /** How things stand now. */
    public synchronized NodeReport report() {
        StoreUsage usage = store.usage();
        List<DatasetReport> datasets = new ArrayList<>();
        Set<RevisionKey> named = new HashSet<>();
        // One catalog: what is said of the Datasets of an older one must not come with the version of a newer.
        Catalog catalog = served.catalog();
        for (DatasetEntry dataset : catalog.datasets()) {
            for (Revision revision : dataset.revisions()) {
                RevisionKey key = new RevisionKey(dataset.uid(), revision.manifest());
                named.add(key);
                datasets.add(counters.of(key).report(key, holding(dataset, revision.manifest())));
            }
        }
        if (catalog.version() > 0) {
            counters.retain(named);
        }
        return new NodeReport(
                node,
                incarnation,
                ++sequence,
                state.map().version(),
                catalog.version(),
                usage.capacityBytes(),
                usage.usedBytes(),
                datasets,
                slowPeers.get(),
                originRefusals.get());
    }

    private Holding holding(DatasetEntry dataset, ManifestId manifest) {
        return served.revision(manifest) == null ? Holding.UNKNOWN : holdings.apply(dataset, manifest);
    }

    private synchronized void keep(NodeReport report) {
        try {
            file.write(report);
        } catch (IOException e) {
            LOG.warn("counters could not be written: {}", e.toString());
        }
    }

    /** Keeps the counters as they are now. */
    @Override
    public void close() {
        stop();
        keep(report());
    }

    /** Ends at once. */
    public void stop() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
