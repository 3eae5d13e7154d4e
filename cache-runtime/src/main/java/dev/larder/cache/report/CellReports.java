package dev.larder.cache.report;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.model.report.CellFold;
import dev.larder.model.report.NodeReport;
import dev.larder.model.wire.CellReport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of this cell report here, told to the operator in one message: every second, and in a large cell every
 * four, so that the operator hears of each node in time. Keeps the newest report of each node; one that changes its relay
 * is told by both until it is forgotten here, and the operator counts the newer. Thread-safe.
 */
public final class CellReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CellReports.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration FORGET = Duration.ofSeconds(30);
    private static final int NODES_A_SECOND = 64;
    private static final int LONGEST_SECONDS = 4;
    /** Nobody has so large an epoch who is not mistaken; in a fold it would not fit its column. */
    private static final long MOST_EPOCH = 1L << 60;

    private static final int MOST_BYTES = 2 << 20;

    private final OperatorAddress operator;
    private final HttpClient http;
    private final Supplier<MapView> map;
    private final Map<String, Came> newest = new ConcurrentHashMap<>();
    private final Map<String, Long> connected = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile long told;
    private @Nullable Thread thread;
    private boolean failing;
    private long sequence;

    private record Came(dev.larder.model.wire.NodeReport report, long at) {}

    public CellReports(OperatorAddress operator, HttpClient http, Supplier<MapView> map) {
        this.operator = operator;
        this.http = http;
        this.map = map;
    }

    public void start() {
        thread = Thread.ofVirtual().name(operator.node() + "-cell-reports").start(this::run);
    }

    /** A node follows this one's feed: reports of its older processes are void. */
    public void connected(String node, long incarnation) {
        if (isMate(node)) {
            connected.put(node, incarnation);
        }
    }

    /**
     * @param asItCame the same, with fields that only the operator may know
     * @return false if the node is not of this cell
     */
    public boolean put(NodeReport report, dev.larder.model.wire.NodeReport asItCame) {
        if (!isMate(report.node()) || report.datasets().stream().anyMatch(d -> d.epoch() > MOST_EPOCH)) {
            return false;
        }
        Long process = connected.get(report.node());
        if (process == null || process == report.incarnation()) {
            newest.merge(report.node(), new Came(asItCame, System.nanoTime()), CellReports::newer);
        }
        return true;
    }

    private static Came newer(Came old, Came fresh) {
        boolean late = old.report.getIncarnation() == fresh.report.getIncarnation()
                && Long.compareUnsigned(old.report.getSequence(), fresh.report.getSequence()) >= 0;
        return late ? old : fresh;
    }

    /** Nodes whose reports are passed on. */
    public int nodes() {
        return newest.size();
    }

    /** Messages to the operator since the start. */
    public long told() {
        return told;
    }

    private boolean isMate(String node) {
        MapView view = map.get();
        int other = view.map().indexOf(node);
        return view.isMember() && other >= 0 && view.placement().sameCell(view.self(), other);
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(Duration.ofSeconds(Math.clamp(newest.size() / NODES_A_SECOND, 1, LONGEST_SECONDS)));
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() throws InterruptedException {
        long now = System.nanoTime();
        newest.entrySet().removeIf(entry -> now - entry.getValue().at > FORGET.toNanos() || !isMate(entry.getKey()));
        connected.keySet().removeIf(node -> !isMate(node));
        List<CellFold.Said> said = new ArrayList<>();
        for (Came came : newest.values()) {
            said.add(new CellFold.Said(came.report, (now - came.at) / 1_000_000));
        }
        if (said.isEmpty()) {
            return;
        }
        try {
            send(said);
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing && !closed) {
                LOG.info("reports of {} nodes could not be passed on: {}", said.size(), e.toString());
            }
            failing = true;
        }
    }

    private void send(List<CellFold.Said> said) throws IOException, InterruptedException {
        CellReport report = CellFold.of(operator.node(), operator.incarnation(), ++sequence, said);
        if (report.getSerializedSize() > MOST_BYTES && said.size() > 1) {
            send(said.subList(0, said.size() / 2));
            send(said.subList(said.size() / 2, said.size()));
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(operator.resolve("cell-reports"))
                .timeout(LIMIT)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(report.toByteArray()))
                .build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            throw new IOException("operator answered " + status);
        }
        told++;
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
