package dev.larder.cache.node;

import static dev.larder.cache.node.OriginBudgetTest.EVERYBODY_KNOWS;
import static dev.larder.cache.node.OriginBudgetTest.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader who waits beats warm-up from end to end: through the node that he asks, the one that keeps the blob, and the account's limit.
 * Counted in ticks, which come when the test says so.
 */
class ForegroundFirstTest {

    private static final long TICK = 10_000_000;
    private static final long TICKS_PER_SECOND = 100;
    private static final long BYTES_PER_TICK = 400_000;
    private static final int BLOB = 3 << 20;

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    private final AtomicLong clock = new AtomicLong();

    @TempDir
    Path directory;

    @Test
    void warmUpGetsNothingOfTheAccountWhileAReaderOnAnotherNodeWaits() throws Exception {
        TestData warmed = new TestData(origin, "first-warm");
        for (int i = 0; i < 16; i++) {
            warmed.blob("b" + i, 1 << 20);
        }
        TestData read = new TestData(origin, "first-read").blob("cold.bin", BLOB);
        try (TestCluster cluster =
                new TestCluster(origin, directory).budgetClock(clock::get).nodes(2, 1)) {
            // Only n0 has a share, so that n1's reads go through it.
            List<OriginShare> shares = OriginShares.next(List.of(), Map.of("n0", 1), EVERYBODY_KNOWS);
            cluster.limits(new OriginLimits(BYTES_PER_TICK * TICKS_PER_SECOND, 0, shares));
            ManifestId warm = cluster.dataset("warm", warmed, "Cluster", WarmUp.FULL);
            ManifestId cold = cluster.dataset("cold", read, "Cluster", WarmUp.ON_DEMAND);
            CacheNode asked = cluster.node("n1");
            DatasetRevision revision = cluster.revision(asked, cold);
            // Warm-up has used up the tick, and wants more.
            await().until(() -> waits(cluster, "warm-up") > 0 && received(cluster, warm) == BYTES_PER_TICK);

            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
                try {
                    Reading.blob(asked, revision, "cold.bin", read.bytes("cold.bin"));
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            await().until(() -> waits(cluster, "reader") > 0);
            long before = received(cluster, warm);
            int ticks = 0;
            while (received(cluster, cold) < BLOB) {
                clock.addAndGet(TICK);
                ticks++;
                // All of the tick is somebody's; it must be the reader's, as far as he wants it.
                long begun = (long) ticks * BYTES_PER_TICK;
                await().until(() -> received(cluster, cold) + received(cluster, warm) - before >= begun
                        || received(cluster, cold) == BLOB);
            }
            reader.get(30, TimeUnit.SECONDS);
            assertThat(received(cluster, warm) - before).as("what warm-up got").isLessThanOrEqualTo(BYTES_PER_TICK);
            assertThat(ticks).isLessThanOrEqualTo(1 + BLOB / (int) BYTES_PER_TICK + 1);
        }
    }

    /** How often bytes that had arrived waited for the account's budget, by n0's metrics. */
    private static long waits(TestCluster cluster, String whom) throws IOException {
        return OriginBudgetTest.metrics(cluster.node("n0"))
                .lines()
                .filter(line -> line.startsWith("larder_cache_origin_budget_waits_total{")
                        && line.contains("for=\"" + whom + "\""))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".* ", "")))
                .sum();
    }
}
