package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.ChunkRef;
import dev.larder.local.origin.Faults;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The origin sends each byte once, whoever wants it and however many. */
class OneCopyTest {

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"Cluster,1", "Zone,3", "Node,6"})
    void warmUpCostsTheOriginOneCopyWhateverTheScope(String scope, int copies) throws Exception {
        TestData data = new TestData(origin, "warm-" + scope.toLowerCase(java.util.Locale.ROOT))
                .blob("large/a.bin", 9_000_001)
                .blob("large/b.bin", 4 << 20)
                .blob("odd/50% + c#d.bin", 300_000)
                .put("empty", new byte[0]);
        for (int i = 0; i < 40; i++) {
            data.blob("small/" + i, 1 + i * 997);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(6, 3)) {
            OriginCounts before = origin.probe().counts();
            ManifestId id = cluster.dataset("ds", data, scope, WarmUp.FULL);
            cluster.awaitWarm(id, data.totalBytes() * copies);

            assertOneCopy(origin.probe().counts().minus(before), data);
            OriginCounts warm = origin.probe().counts();
            for (CacheNode node : cluster.nodes()) {
                DatasetRevision revision = cluster.revision(node, id);
                for (String path : data.paths()) {
                    Reading.blob(node, revision, path, data.bytes(path));
                }
            }
            assertThat(origin.probe().counts().minus(warm).requests()).isZero();
        }
    }

    @Test
    void runsOfLargeStoredChunksArriveInTheirOrder() throws Exception {
        TestData data = new TestData(origin, "runs").blob("a.bin", 15_000_000).blob("b.bin", 16 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(3, 1)) {
            Geometry usual = new Geometry(4 << 20, 16 << 20);
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.FULL, usual);
            cluster.awaitWarm(id, data.totalBytes());
            // What one of them has stored by now is what the others are sent, several chunks at a time.
            ManifestId everywhere = cluster.dataset("ds", data, "Node", WarmUp.FULL, usual);
            cluster.awaitWarm(everywhere, data.totalBytes() * 3);

            for (CacheNode node : cluster.nodes()) {
                for (String path : data.paths()) {
                    Reading.blob(node, cluster.revision(node, everywhere), path, data.bytes(path));
                }
            }
        }
    }

    @Test
    void hundredReadersOfAColdBlobOverSixNodesCostOneCopy() throws Exception {
        TestData data = new TestData(origin, "cold").blob("cold.bin", 12 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(6, 3);
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.ON_DEMAND);
            List<CacheNode> nodes = new ArrayList<>();
            cluster.nodes().forEach(nodes::add);
            for (CacheNode node : nodes) {
                cluster.revision(node, id);
            }
            OriginCounts before = origin.probe().counts();
            List<Callable<Void>> reads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                CacheNode node = nodes.get(i % nodes.size());
                reads.add(() -> {
                    Reading.blob(node, cluster.revision(node, id), "cold.bin", data.bytes("cold.bin"));
                    return null;
                });
            }
            for (Future<Void> read : readers.invokeAll(reads)) {
                read.get();
            }
            assertOneCopy(origin.probe().counts().minus(before), data);
        }
    }

    @Test
    void firstBytesAreReadableBeforeTheChunkIsWhole() throws Exception {
        TestData data = new TestData(origin, "early").blob("early.bin", 1 << 20);
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1)) {
            Geometry wholeBlob = new Geometry(1 << 20, 1 << 20);
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND, wholeBlob);
            AtomicInteger smallest = new AtomicInteger(Integer.MAX_VALUE);
            for (CacheNode node : cluster.nodes()) {
                cluster.revision(node, id);
            }
            origin.probe().inject(Faults.none().bytesPerSecond(512 << 10));
            try {
                for (CacheNode node : cluster.nodes()) {
                    DatasetRevision revision = cluster.revision(node, id);
                    ManifestEntry entry = revision.manifest().entry(0);
                    Reading.chunk(
                            node,
                            new ChunkRef(revision, 0, entry, 0),
                            available -> smallest.accumulateAndGet(available, Math::min));
                }
            } finally {
                origin.probe().heal();
            }
            assertThat(smallest).hasValueLessThan(1 << 20);
        }
    }

    @Test
    void everyNodeWarmsWhileClientsReadEverywhere() throws Exception {
        TestData data = new TestData(origin, "rush");
        for (int i = 0; i < 8; i++) {
            data.blob("b" + i, 2_500_000 + i);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(6, 3);
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            OriginCounts before = origin.probe().counts();
            ManifestId id = cluster.dataset("ds", data, "Zone", WarmUp.FULL);
            List<Future<?>> reads = new ArrayList<>();
            for (CacheNode node : cluster.nodes()) {
                for (String path : data.paths()) {
                    reads.add(readers.submit(() -> {
                        Reading.blob(node, cluster.revision(node, id), path, data.bytes(path));
                        return path;
                    }));
                }
            }
            for (Future<?> read : reads) {
                read.get();
            }
            cluster.awaitWarm(id, data.totalBytes() * 3);
            assertOneCopy(origin.probe().counts().minus(before), data);
        }
    }

    static void assertOneCopy(OriginCounts counts, TestData data) {
        for (String path : data.paths()) {
            long sent = counts.getBytesByBlob().getOrDefault(data.container() + "/" + path, 0L);
            assertThat(sent).as("bytes of " + path).isEqualTo(data.bytes(path).length);
        }
        assertThat(counts.getBytes()).isEqualTo(data.totalBytes());
    }
}
