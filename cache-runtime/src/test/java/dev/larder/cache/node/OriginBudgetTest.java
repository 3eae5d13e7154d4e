package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.Faults;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.MapEdit;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All nodes together never ask an account for more than its limits, tick by tick. Ticks come when the test says so. */
class OriginBudgetTest {

    private static final long TICK = 10_000_000;
    private static final long TICKS_PER_SECOND = 100;
    private static final long BYTES_PER_TICK = 800_000;
    private static final long REQUESTS = 100;

    static final OriginShares.Known EVERYBODY_KNOWS = new OriginShares.Known() {
        @Override
        public boolean confirmed(String node) {
            return true;
        }

        @Override
        public boolean gone(String node) {
            return false;
        }
    };

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    private final AtomicLong clock = new AtomicLong();

    @TempDir
    Path directory;

    private TestData data(String container, int blobs) throws Exception {
        TestData data = new TestData(origin, container);
        for (int i = 0; i < blobs; i++) {
            data.blob("b" + i, 1 << 20);
        }
        return data;
    }

    /** As the operator does it, by what nodes say that they have. */
    private static void divide(TestCluster cluster, Set<String> readers) {
        Map<String, Integer> equal = readers.stream().collect(Collectors.toMap(name -> name, name -> 1));
        List<OriginShare> now = cluster.limits().shares();
        List<OriginShare> next = OriginShares.next(now, equal, new OriginShares.Known() {
            @Override
            public boolean confirmed(String node) {
                return cluster.node(node).report().catalogVersion() == cluster.catalogVersion();
            }

            @Override
            public boolean gone(String node) {
                return false;
            }
        });
        if (!next.equals(now)) {
            cluster.limits(new OriginLimits(BYTES_PER_TICK * TICKS_PER_SECOND, REQUESTS, next));
        }
    }

    private static void join(TestCluster cluster, CacheNode node) {
        MapEdit edit = cluster.map().edit();
        cluster.join(edit, node, "z0");
        cluster.map(edit.build());
    }

    /** Bytes that all nodes together had of the origin, by their reports. */
    static long received(TestCluster cluster, ManifestId id) {
        long bytes = 0;
        for (CacheNode node : cluster.nodes()) {
            bytes += node.report().datasets().stream()
                    .filter(report -> report.manifest().equals(id))
                    .mapToLong(report -> report.originBytes())
                    .sum();
        }
        return bytes;
    }

    /** Ticks until then, with a look at what came in each. */
    private int tick(TestCluster cluster, ManifestId id, OriginCounts before, BooleanSupplier until) throws Exception {
        int ticks = 1;
        for (; !until.getAsBoolean(); ticks++) {
            assertThat(ticks).as("ticks").isLessThan(3_000);
            // So many ticks have begun; what was granted in one may arrive in a later one, but never before.
            assertThat(received(cluster, id)).as("bytes, tick %d", ticks).isLessThanOrEqualTo(BYTES_PER_TICK * ticks);
            assertThat(origin.probe().counts().minus(before).requests())
                    .as("requests, tick %d", ticks)
                    // Each of four nodes one in four ticks.
                    .isLessThanOrEqualTo(4L * (1 + (ticks - 1) / 4));
            await().pollDelay(Duration.ofNanos(TICK)).until(() -> true);
            clock.addAndGet(TICK);
        }
        return ticks;
    }

    private static boolean isWarm(TestCluster cluster, ManifestId id, long bytes) {
        long held = 0;
        for (CacheNode node : cluster.nodes()) {
            held += cluster.report(node, id).heldBytes();
        }
        return held == bytes;
    }

    @Test
    void warmUpKeepsToTheAccountsLimitsInEachTick() throws Exception {
        TestData data = data("budget-warm", 16);
        try (TestCluster cluster =
                new TestCluster(origin, directory).budgetClock(clock::get).nodes(4, 2)) {
            divide(cluster, Set.of("n0", "n1", "n2", "n3"));
            OriginCounts before = origin.probe().counts();
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
            for (CacheNode node : cluster.nodes()) {
                cluster.revision(node, id);
            }
            int ticks = tick(cluster, id, before, () -> isWarm(cluster, id, data.totalBytes()));
            assertThat((long) ticks * BYTES_PER_TICK).isGreaterThan(data.totalBytes());
            OneCopyTest.assertOneCopy(origin.probe().counts().minus(before), data);
        }
    }

    /** No request waits, and reads that somebody waits for do not count. */
    @Test
    void warmUpOfADatasetKeepsToItsOwnLimit() throws Exception {
        TestData data = data("budget-dataset", 8);
        TestData other = new TestData(origin, "budget-foreground").blob("cold.bin", 3 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory)
                .budgetClock(clock::get)
                .warmUpLimit(BYTES_PER_TICK * TICKS_PER_SECOND)
                .nodes(4, 2)) {
            List<OriginShare> shares =
                    OriginShares.next(List.of(), Map.of("n0", 1, "n1", 1, "n2", 1, "n3", 1), EVERYBODY_KNOWS);
            cluster.limits(new OriginLimits(0, 0, shares));
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
            ManifestId cold = cluster.dataset("cold", other, "Cluster", WarmUp.ON_DEMAND);
            for (int ticks = 1; !isWarm(cluster, id, data.totalBytes()); ticks++) {
                assertThat(received(cluster, id)).as("tick %d", ticks).isLessThanOrEqualTo(BYTES_PER_TICK * ticks);
                assertThat(ticks).isLessThan(3_000);
                if (ticks == 2) {
                    // All of it in no time: the clock stands.
                    CacheNode node = cluster.node("n0");
                    Reading.blob(node, cluster.revision(node, cold), "cold.bin", other.bytes("cold.bin"));
                    assertThat(received(cluster, id)).isLessThanOrEqualTo(BYTES_PER_TICK * ticks);
                }
                await().pollDelay(Duration.ofNanos(TICK)).until(() -> true);
                clock.addAndGet(TICK);
            }
        }
    }

    /** The clock stands, so the first gets no further than one tick. */
    @Test
    void aDatasetWithALimitOfItsOwnDoesNotHoldUpTheNext() throws Exception {
        TestData slow = data("budget-slow", 8);
        TestData next = data("budget-next", 4);
        try (TestCluster cluster = new TestCluster(origin, directory)
                .budgetClock(clock::get)
                .warmUpLimit(BYTES_PER_TICK * TICKS_PER_SECOND)
                .nodes(2, 1)) {
            List<OriginShare> shares = OriginShares.next(List.of(), Map.of("n0", 1, "n1", 1), EVERYBODY_KNOWS);
            cluster.limits(new OriginLimits(0, 0, shares));
            ManifestId first = cluster.dataset("a", slow, "Cluster", WarmUp.FULL);
            cluster.warmUpLimit(0);
            ManifestId second = cluster.dataset("b", next, "Cluster", WarmUp.FULL);
            await().until(() -> isWarm(cluster, second, next.totalBytes()));
            assertThat(received(cluster, first)).isLessThanOrEqualTo(BYTES_PER_TICK);
        }
    }

    /** The clock stands, so the first never ends. */
    @Test
    void whatFailedIsTriedAgainAlthoughAnotherIsStillBeingBrought() throws Exception {
        TestData slow = data("budget-held", 8);
        TestData failing = new TestData(origin, "budget-failing").blob("b", 1 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory)
                .budgetClock(clock::get)
                .warmUpLimit(BYTES_PER_TICK * TICKS_PER_SECOND)
                .nodes(1, 1)) {
            cluster.limits(new OriginLimits(0, 0, OriginShares.next(List.of(), Map.of("n0", 1), EVERYBODY_KNOWS)));
            ManifestId first = cluster.dataset("a", slow, "Cluster", WarmUp.FULL);
            cluster.warmUpLimit(0);
            // Then the read is given up, and with it the Dataset for now.
            origin.probe().inject(Faults.none().onPathsWith("budget-failing/b").cutAfter(0, 6));
            ManifestId second = cluster.dataset("b", failing, "Cluster", WarmUp.FULL);
            await().atMost(Duration.ofSeconds(60)).until(() -> isWarm(cluster, second, failing.totalBytes()));
            assertThat(cluster.report(cluster.node("n0"), second).originRequests())
                    .isGreaterThan(6);
            assertThat(received(cluster, first)).isLessThanOrEqualTo(BYTES_PER_TICK);
        } finally {
            origin.probe().heal();
        }
    }

    /** It keeps what it had, whatever the map says of it, and the newcomer gets a part of the rest. */
    @Test
    void aNodeThatIsCutOffKeepsItsShareAndNobodyElseGetsIt() throws Exception {
        try (TestCluster cluster =
                new TestCluster(origin, directory).budgetClock(clock::get).nodes(3, 1)) {
            divide(cluster, Set.of("n0", "n1", "n2"));
            awaitHeard(cluster, "n0", "n1", "n2");
            cluster.cutOff("n2");
            join(cluster, cluster.start("n3"));
            divide(cluster, Set.of("n0", "n1", "n2", "n3"));
            awaitHeard(cluster, "n0", "n1", "n3");
            divide(cluster, Set.of("n0", "n1", "n2", "n3"));
            assertThat(requestsPerSecond(cluster)).isEqualTo(Map.of("n0", 25L, "n1", 25L, "n2", 33L, "n3", 0L));

            // The map says that it is down.
            for (int i = 0; i < 2; i++) {
                divide(cluster, Set.of("n0", "n1", "n3"));
                awaitHeard(cluster, "n0", "n1", "n3");
            }
            assertThat(requestsPerSecond(cluster)).isEqualTo(Map.of("n0", 22L, "n1", 22L, "n2", 33L, "n3", 22L));
        }
    }

    private static void awaitHeard(TestCluster cluster, String... nodes) {
        for (String node : nodes) {
            await().until(() -> cluster.node(node).report().catalogVersion() == cluster.catalogVersion());
        }
    }

    /** What each node keeps to, by its metrics. */
    private static Map<String, Long> requestsPerSecond(TestCluster cluster) throws Exception {
        Map<String, Long> shares = new HashMap<>();
        for (CacheNode node : cluster.nodes()) {
            shares.put(
                    node.name(),
                    Long.parseLong(metrics(node)
                            .lines()
                            .filter(line -> line.startsWith("larder_cache_origin_share_requests_per_second{"))
                            .findFirst()
                            .orElseThrow()
                            .replaceAll(".* ", "")));
        }
        return shares;
    }

    static String metrics(CacheNode node) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + node.adminAddress().getPort() + "/metrics");
        try (InputStream body = uri.toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aNodeThatHasNotHeardSinceItsStartReadsThroughOthers() throws Exception {
        TestData data = new TestData(origin, "budget-restart").blob("cold.bin", 3 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 1)) {
            divide(cluster, Set.of("n0", "n1", "n2"));
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            for (CacheNode node : cluster.nodes()) {
                cluster.revision(node, id);
            }
            cluster.crash("n1");
            CacheNode alone = cluster.startAlone("n1");
            join(cluster, alone);
            Reading.blob(alone, cluster.revision(alone, id), "cold.bin", data.bytes("cold.bin"));
            assertThat(cluster.report(alone, id).originRequests()).isZero();
            assertThat(received(cluster, id)).isEqualTo(data.totalBytes());
        }
    }
}
