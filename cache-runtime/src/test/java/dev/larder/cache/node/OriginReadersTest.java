package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.Faults;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.placement.OriginReaders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few nodes read the origin for all others. */
class OriginReadersTest {

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    private static Set<String> readers(ClusterMap map, int perZone) {
        Set<String> names = new HashSet<>();
        for (int node : new OriginReaders(map, perZone).all()) {
            names.add(map.node(node).name());
        }
        return names;
    }

    private static void assertOnlyReadersAsked(TestCluster cluster, ManifestId id, Set<String> readers) {
        for (CacheNode node : cluster.nodes()) {
            long requests = cluster.report(node, id).originRequests();
            if (readers.contains(node.name())) {
                assertThat(requests).as(node.name()).isPositive();
            } else {
                assertThat(requests).as(node.name()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Cluster,1", "Zone,2", "Node,8"})
    void warmUpReadsOneCopyThroughTheReadersAlone(String scope, int copies) throws Exception {
        TestData data = new TestData(origin, "readers-" + scope.toLowerCase(Locale.ROOT));
        for (int i = 0; i < 24; i++) {
            data.blob("b" + i, 1_500_000 + i * 10_007);
        }
        try (TestCluster cluster =
                new TestCluster(origin, directory).readersPerZone(1).nodes(8, 2)) {
            OriginCounts before = origin.probe().counts();
            ManifestId id = cluster.dataset("ds", data, scope, WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * copies);

            OriginCounts counts = origin.probe().counts().minus(before);
            OneCopyTest.assertOneCopy(counts, data);
            assertOnlyReadersAsked(cluster, id, readers(cluster.map(), 1));
            // One request for each extent of 1 MiB, not one for each of its chunks.
            assertThat(counts.requests()).isLessThanOrEqualTo(24 * 2);
        }
    }

    @Test
    void readersInTheForegroundGoThroughThemToo() throws Exception {
        TestData data = new TestData(origin, "readers-foreground").blob("cold.bin", 12 << 20);
        try (TestCluster cluster =
                        new TestCluster(origin, directory).readersPerZone(1).nodes(6, 2);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.ON_DEMAND);
            for (CacheNode node : cluster.nodes()) {
                cluster.revision(node, id);
            }
            OriginCounts before = origin.probe().counts();
            List<Callable<Void>> reads = new ArrayList<>();
            for (CacheNode node : cluster.nodes()) {
                for (int i = 0; i < 5; i++) {
                    reads.add(() -> {
                        Reading.blob(node, cluster.revision(node, id), "cold.bin", data.bytes("cold.bin"));
                        return null;
                    });
                }
            }
            for (Future<Void> read : clients.invokeAll(reads)) {
                read.get();
            }
            OneCopyTest.assertOneCopy(origin.probe().counts().minus(before), data);
            Set<String> readers = readers(cluster.map(), 1);
            for (CacheNode node : cluster.nodes()) {
                if (!readers.contains(node.name())) {
                    assertThat(cluster.report(node, id).originRequests()).isZero();
                }
            }
        }
    }

    /** The map still names the reader that is gone; what it was sending is read again, and no more than that. */
    @Test
    void anotherReaderTakesOverFromOneThatIsKilled() throws Exception {
        TestData data = new TestData(origin, "readers-killed");
        for (int i = 0; i < 40; i++) {
            data.blob("b" + i, 1 << 20);
        }
        try (TestCluster cluster =
                new TestCluster(origin, directory).readersPerZone(2).nodes(6, 1)) {
            Set<String> readers = readers(cluster.map(), 2);
            String victim = readers.iterator().next();
            OriginCounts before = origin.probe().counts();
            origin.probe().inject(Faults.none().bytesPerSecond(8 << 20));
            ManifestId id;
            try {
                id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL);
                CacheNode reader = cluster.node(victim);
                cluster.revision(reader, id);
                await().until(() -> cluster.report(reader, id).originBytes() > 2 << 20);
                cluster.crash(victim);
            } finally {
                origin.probe().heal();
            }
            ClusterMap without = cluster.map().edit().down(victim).build();
            cluster.map(without);
            cluster.awaitWarm(id, data.totalBytes());

            long again = origin.probe().counts().minus(before).getBytes() - data.totalBytes();
            // What the killed node held as an owner, what it was sending, and a second read of neither.
            assertThat(again).isBetween(0L, data.totalBytes() / 2);
            for (CacheNode node : cluster.nodes()) {
                if (!readers(without, 2).contains(node.name())) {
                    assertThat(cluster.report(node, id).originRequests()).isZero();
                }
            }
        }
    }
}
