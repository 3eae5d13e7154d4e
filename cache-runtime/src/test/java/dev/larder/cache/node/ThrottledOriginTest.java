package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.CacheNode;
import dev.larder.local.origin.Faults;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.local.origin.OriginCounts;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An origin that refuses what is above its limit: readers wait and are not refused. */
class ThrottledOriginTest {

    private static final int BLOBS = 60;
    private static final int SIZE = 50_000;
    private static final int PER_SECOND = 20;

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    @Test
    void readersOfNodesThatShareTheOriginAreNeverRefused() throws Exception {
        TestData data = new TestData(origin, "throttled");
        for (int i = 0; i < BLOBS; i++) {
            data.blob("b" + i, SIZE);
        }
        try (TestCluster cluster = new TestCluster(origin, directory).nodes(2, 1);
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            for (CacheNode node : cluster.nodes()) {
                cluster.revision(node, id);
            }
            OriginCounts before = origin.probe().counts();
            origin.probe().inject(Faults.none().busyAbove(PER_SECOND));
            try {
                List<Callable<String>> reads = new ArrayList<>();
                for (CacheNode node : cluster.nodes()) {
                    for (String path : data.paths()) {
                        reads.add(() -> {
                            Reading.blob(node, cluster.revision(node, id), path, data.bytes(path));
                            return path;
                        });
                    }
                }
                for (Future<String> read : readers.invokeAll(reads)) {
                    assertThat(read.get()).isNotNull();
                }
            } finally {
                origin.probe().heal();
            }
            OriginCounts counts = origin.probe().counts().minus(before);
            OneCopyTest.assertOneCopy(counts, data);
            // All of them are sent before anybody can know of the limit; what comes then finds it soon.
            int firstRequests = 2 * 16;
            assertThat(counts.byStatus().getOrDefault(503, 0L))
                    .as(counts.toString())
                    .isLessThan(firstRequests + 30);
        }
    }
}
