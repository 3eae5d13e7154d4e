package dev.larder.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.larder.cache.blob.LeakWatch;
import dev.larder.local.origin.LoopbackOrigin;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that are fast, slow, vanish and mean harm, all at once, on nodes that hold less than what is read: for seconds, or
 * for as long as {@code -Dlarder.soak.seconds} says. Bytes are right, memory stays flat, nothing stays open.
 */
class SoakTest {
    private static final long SECONDS = Long.getLong("larder.soak.seconds", 4);
    private static final int CLIENTS_OF_A_KIND = 3;
    static final int BLOBS = 20;
    private static final int BLOB_BYTES = 1 << 20;
    /** So many that what each of them costs for ever shows. */
    static final int SMALL_BLOBS = 600;

    private static final int SMALL_BYTES = 1_000;
    private static final int SAMPLES = 10;
    private static final long MIB = 1 << 20;

    /** What a heap and a pool of buffers differ by from one moment to the next. */
    private static final long FLAT = 24 * MIB;

    /** Segments come and go. */
    private static final long FEW_FILES = 48;

    @AutoClose
    private static LoopbackOrigin origin = LoopbackOrigin.start();

    @TempDir
    Path directory;

    /** What is held between two collections. */
    private record Held(long heap, long direct, long files) {
        static Held now() {
            System.gc();
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Held(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    PlatformDependent.usedDirectMemory(),
                    system.getOpenFileDescriptorCount());
        }
    }

    @Test
    void nothingGrowsWhoeverReads() throws Exception {
        LeakWatch leaks = new LeakWatch();
        TestData data = new TestData(origin, "soak");
        for (int i = 0; i < BLOBS; i++) {
            data.blob("b" + i, BLOB_BYTES);
        }
        for (int i = 0; i < SMALL_BLOBS; i++) {
            data.blob("s" + i, SMALL_BYTES);
        }
        try (TestCluster cluster =
                new TestCluster(origin, directory).capacity(8 * MIB).nodes(2, 1)) {
            ManifestId id = cluster.dataset("ds", data, "Cluster", WarmUp.ON_DEMAND);
            List<InetSocketAddress> nodes = new ArrayList<>();
            for (var node : cluster.nodes()) {
                cluster.revision(node, id);
                nodes.add(node.blobEndpoint());
            }
            Map<String, LongAdder> seen = new TreeMap<>();
            new SoakClients(nodes, data, new Random(1), seen).warmUp();
            Held before = Held.now();

            List<Held> samples = soak(nodes, data, seen);

            long early = samples.stream()
                    .limit(SAMPLES / 2)
                    .mapToLong(Held::heap)
                    .max()
                    .orElseThrow();
            long late = samples.stream()
                    .skip(SAMPLES / 2)
                    .mapToLong(Held::heap)
                    .min()
                    .orElseThrow();
            assertThat(late).as("heap, %s", samples).isLessThan(early + FLAT);
            assertThat(samples.getLast().direct())
                    .as("direct, %s", samples)
                    .isLessThan(samples.getFirst().direct() + FLAT);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(Held.now().files())
                            .as("open files; %s", seen)
                            .isLessThan(before.files() + FEW_FILES));
            assertThat(seen.keySet())
                    .as("%s", seen)
                    .contains("fast 206", "curious 200", "slow 200", "vanished", "harmed");
            System.out.printf("Soak of %d s: %s; before %s, then %s%n", SECONDS, seen, before, samples);
        }
        leaks.assertNone();
    }

    private static List<Held> soak(List<InetSocketAddress> nodes, TestData data, Map<String, LongAdder> seen)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Held> samples = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
                var clients = new SoakClients(nodes, data, new Random(i), seen);
                for (SoakClients.Kind kind : clients.kinds()) {
                    running.add(threads.submit(until(end, kind)));
                }
            }
            for (int i = 1; i <= SAMPLES; i++) {
                long at = end - TimeUnit.SECONDS.toNanos(SECONDS) * (SAMPLES - i) / SAMPLES;
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(SECONDS + 60))
                        .until(() -> System.nanoTime() - at > 0);
                samples.add(Held.now());
            }
            for (Future<?> client : running) {
                client.get(2, TimeUnit.MINUTES);
            }
        }
        return samples;
    }

    private static Callable<Integer> until(long end, SoakClients.Kind kind) {
        return () -> {
            int times = 0;
            do {
                try {
                    kind.once();
                } catch (java.net.SocketException reset) {
                    // Of a connection that the node closed because of what was sent before.
                }
                times++;
            } while (System.nanoTime() - end < 0);
            return times;
        };
    }
}
