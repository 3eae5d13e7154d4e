package dev.larder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.LocalNode;
import dev.larder.local.install.Warming;
import dev.larder.local.origin.Faults;
import dev.larder.local.sample.Tree;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes and machines that end without notice: what they held is found again, and others read on meanwhile. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
@TestMethodOrder(MethodOrderer.Random.class)
class SurvivalIT {
    private static final Duration STANDSTILL = Duration.ofMinutes(2);
    private static final long MIB = 1L << 20;

    private final InstalledLarder larder;

    SurvivalIT(InstalledLarder larder) {
        this.larder = larder;
    }

    @Test
    void aKilledCacheProcessFindsItsDataAgain() throws Exception {
        var tree = Tree.ofSizes("killed", 18 * MIB, 5 * MIB, 100_000, 3000);
        var dataset = warm("killed", tree);
        var victim = larder.nodes().get(2);
        var before = larder.counts();

        try (var reads = SteadyReads.of(tree, readersBeside(victim, "killed"))) {
            Processes.killCache(larder, victim.name());
            awaitServing(victim, tree, "killed");
            dataset.untilWarm(STANDSTILL, state -> {});
            assertThat(reads.failures()).isEmpty();
            assertThat(reads.count()).isPositive();
        }

        Reads.areLike(tree, larder.reader(victim, "killed"));
        larder.assertNothingReachedTheOriginSince(before);
        larder.delete("killed");
    }

    @Test
    void aNodeThatLostPowerFindsItsDataAgain() throws Exception {
        var tree = Tree.ofSizes("power", 18 * MIB, 5 * MIB, 100_000, 3000);
        var dataset = warm("power", tree);
        var victim = larder.nodes().get(3);
        var before = larder.counts();

        try (var reads = SteadyReads.of(tree, readersBeside(victim, "power"))) {
            larder.cluster().powerOff(victim.name());
            larder.bringBack(victim);
            awaitServing(victim, tree, "power");
            dataset.untilWarm(STANDSTILL, state -> {});
            assertThat(reads.failures()).isEmpty();
            assertThat(reads.count()).isPositive();
        }

        Reads.areLike(tree, larder.reader(victim, "power"));
        larder.assertNothingReachedTheOriginSince(before);
        larder.delete("power");
    }

    @Test
    void readsAndWarmUpGoOnWithoutTheOperator() throws Exception {
        var warmTree = Tree.ofSizes("orphans", 6 * MIB, 5000);
        warm("orphans", warmTree);
        var madeBefore = made();
        var tree = Tree.ofSizes("carried", 24 * MIB, 24 * MIB, 70_000);
        larder.upload("carried", tree);
        larder.origin().probe().inject(Faults.none().bytesPerSecond(2 * MIB).onPathsWith("carried/"));
        Warming dataset;
        try (var reads = SteadyReads.of(warmTree, readersBeside(null, "orphans"))) {
            dataset = larder.dataset("carried", "carried");
            dataset.until("has begun", state -> state.warmedBytes() > 0, STANDSTILL, state -> {});
            var arrived = larder.counts().getBytes();
            Processes.killOperator(larder);
            Awaitility.await("the warm-up goes on")
                    .atMost(STANDSTILL)
                    .until(() -> larder.counts().getBytes() > arrived + 2 * MIB);
            assertThat(reads.failures()).isEmpty();
        } finally {
            larder.origin().probe().heal();
        }
        dataset.untilWarm(STANDSTILL, state -> {});

        assertThat(InstalledLarder.bytesByPath(larder.counts(), "carried"))
                .as(() -> "bytes from the origin; " + Detours.of(larder))
                .isEqualTo(Map.of(
                        "carried/00000.bin", 24 * MIB, "carried/00001.bin", 24 * MIB, "carried/00002.bin", 70_000L));
        assertThat(made()).isEqualTo(madeBefore);
        larder.delete("carried");
        larder.delete("orphans");
    }

    private Warming warm(String name, Tree tree) {
        larder.upload(name, tree);
        var dataset = larder.dataset(name, name);
        dataset.untilWarm(STANDSTILL, state -> {});
        return dataset;
    }

    private List<com.azure.storage.blob.BlobContainerClient> readersBeside(
            @org.jspecify.annotations.Nullable LocalNode victim, String container) {
        return larder.nodes().stream()
                .filter(node -> victim == null || !node.name().equals(victim.name()))
                .map(node -> larder.reader(node, container))
                .toList();
    }

    private void awaitServing(LocalNode node, Tree tree, String container) {
        var leaf = tree.leaves().getLast();
        Awaitility.await("the cache on " + node.name() + " serves again")
                .atMost(STANDSTILL)
                .ignoreExceptions()
                .until(() -> Reads.sha256(larder.reader(node, container), leaf.path()), leaf.sha256()::equals);
    }

    /** Names and identities of everything the operator makes. */
    private List<String> made() {
        return List.of(
                        larder.cluster()
                                .client()
                                .apps()
                                .daemonSets()
                                .inNamespace("larder")
                                .list()
                                .getItems(),
                        larder.cluster()
                                .client()
                                .serviceAccounts()
                                .inNamespace("larder")
                                .list()
                                .getItems())
                .stream()
                .flatMap(List::stream)
                .map(HasMetadata.class::cast)
                .map(made -> made.getKind() + "/" + made.getMetadata().getName() + " "
                        + made.getMetadata().getUid())
                .sorted()
                .toList();
    }
}
