package dev.larder.e2e;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import dev.larder.model.wire.FeedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Speaks what a cache node speaks to the operator, over real sockets, and holds nothing: it claims to require 100 bytes
 * of each Dataset while it has a share, and to hold the given percentage of them.
 */
final class FakeCacheNode implements AutoCloseable {
    private static final long REQUIRED = 100;

    private final String name;
    private final String cluster;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger snapshots = new AtomicInteger();
    private final long incarnation = ThreadLocalRandom.current().nextLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile URI operator;
    private volatile int heldPercent;
    private volatile long changedBlobs;
    private volatile @Nullable ClusterMap map;
    private volatile Catalog catalog = Catalog.EMPTY;
    private volatile boolean closed;
    private long sequence;

    /** @param cluster {@code namespace/name} */
    FakeCacheNode(String name, String cluster, URI operator, int heldPercent) {
        this.name = name;
        this.cluster = cluster;
        this.operator = operator;
        this.heldPercent = heldPercent;
        threads.add(Thread.ofVirtual().start(this::follow));
        threads.add(Thread.ofVirtual().start(this::report));
    }

    @Nullable
    ClusterMap map() {
        return map;
    }

    Catalog catalog() {
        return catalog;
    }

    /** Whole maps received, not deltas. */
    int snapshots() {
        return snapshots.get();
    }

    void hold(int percent) {
        heldPercent = percent;
    }

    void findChanged(long blobs) {
        changedBlobs = blobs;
    }

    void operatorIsAt(URI newOperator) {
        operator = newOperator;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        http.shutdownNow();
    }

    private void follow() {
        while (!closed) {
            try {
                ClusterMap known = map;
                URI feed = operator.resolve("/v1/clusters/" + cluster + "/feed?node=" + name + "&incarnation="
                        + Long.toUnsignedString(incarnation) + "&mapVersion=" + (known == null ? 0 : known.version())
                        + "&catalogVersion=" + catalog.version());
                HttpResponse<InputStream> answer =
                        http.send(HttpRequest.newBuilder(feed).build(), HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    if (answer.statusCode() == 200) {
                        read(body);
                    }
                }
            } catch (IOException e) {
                // The operator is gone for a while.
            } catch (InterruptedException e) {
                return;
            }
            pause(Duration.ofMillis(300));
        }
    }

    private void read(InputStream body) throws IOException {
        for (FeedMessage message = FeedMessage.parseDelimitedFrom(body);
                message != null;
                message = FeedMessage.parseDelimitedFrom(body)) {
            ClusterMap known = map;
            switch (message.getMessageCase()) {
                case MAP -> {
                    snapshots.incrementAndGet();
                    ClusterMap next = ClusterMap.fromWire(message.getMap());
                    if (known != null && next.version() < known.version()) {
                        throw new AssertionError("map version went back from " + known + " to " + next);
                    }
                    map = next;
                }
                case MAP_DELTA -> {
                    if (known != null) {
                        map = known.apply(message.getMapDelta());
                    }
                }
                case CATALOG -> catalog = Catalog.fromWire(message.getCatalog());
                case HEARTBEAT, MESSAGE_NOT_SET -> {}
            }
        }
    }

    private void report() {
        while (!closed) {
            try {
                HttpRequest request = HttpRequest.newBuilder(operator.resolve("/v1/clusters/" + cluster + "/reports"))
                        .timeout(Duration.ofSeconds(5))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                state().toWire().toByteArray()))
                        .build();
                http.send(request, HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                // Reported again soon.
            } catch (InterruptedException e) {
                return;
            }
            pause(Duration.ofMillis(500));
        }
    }

    private NodeReport state() {
        ClusterMap known = map;
        long epoch = known == null ? 0 : known.epoch();
        int index = known == null ? -1 : known.indexOf(name);
        boolean owns = index >= 0 && known != null && known.node(index).weight() > 0;
        List<DatasetReport> datasets = new ArrayList<>();
        for (DatasetEntry dataset : catalog.datasets()) {
            long required = owns ? REQUIRED : 0;
            long held = required * heldPercent / 100;
            dataset.active()
                    .ifPresent(revision -> datasets.add(new DatasetReport(
                            dataset.uid(),
                            revision.manifest(),
                            epoch,
                            required,
                            held,
                            held,
                            1,
                            0,
                            0,
                            0,
                            changedBlobs,
                            changedBlobs > 0 ? "part-0" : "",
                            null,
                            true)));
        }
        return new NodeReport(
                name,
                incarnation,
                ++sequence,
                known == null ? 0 : known.version(),
                catalog.version(),
                10L << 30,
                datasets.isEmpty() ? 0 : heldPercent,
                datasets);
    }

    private static void pause(Duration d) {
        try {
            Thread.sleep(d);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
