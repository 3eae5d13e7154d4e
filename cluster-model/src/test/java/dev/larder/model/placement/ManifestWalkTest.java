package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.Geometry;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManifestWalkTest {
    private static final Geometry GEOMETRY = new Geometry(1 << 20, 4 << 20);

    private static Manifest manifest(int blobs, long size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestWriter writer = new ManifestWriter(out, "contoso", "train");
        for (int i = 0; i < blobs; i++) {
            writer.add(ManifestEntry.of("shard-%08d".formatted(i), size, "0x%X".formatted(i), Instant.EPOCH));
        }
        writer.finish();
        return Manifest.open(MemorySegment.ofArray(out.toByteArray()));
    }

    @Test
    void theNodesOfAScopeDomainTogetherHoldEveryByteReplicasTimes() throws IOException {
        Manifest manifest = manifest(300, (9 << 20) + 5);
        Placement placement = new Placement(Clusters.even(2, 1, 2, 4, 3));
        for (int depth = 0; depth <= 3; depth++) {
            for (int replicas = 1; replicas <= 3; replicas++) {
                long[] held = new long[1];
                long[] last = {-1};
                for (int node = 0; node < placement.map().size(); node++) {
                    last[0] = -1;
                    ManifestWalk.owned(
                            manifest, GEOMETRY, placement, node, depth, replicas, (ordinal, extent, bytes) -> {
                                assertThat(ordinal * 3 + extent).isGreaterThan(last[0]);
                                last[0] = ordinal * 3 + extent;
                                held[0] += bytes;
                            });
                }
                int[] domains = {1, 2, 2, 4};
                assertThat(held[0]).isEqualTo(manifest.totalBytes() * replicas * domains[depth]);
            }
        }
    }

    /** The budget is 16 million extents in 2 s of one core: 125 ns each. Ten times that is allowed on a busy machine. */
    @Test
    void anExtentThatIsSomebodyElsesCostsNextToNothing() throws IOException {
        Manifest manifest = manifest(4_000, 1 << 30);
        Placement placement = new Placement(Clusters.even(3, 1, 1, 1000, 256));
        long[] held = new long[1];
        ManifestWalk.Visitor count = (ordinal, extent, bytes) -> held[0]++;
        ManifestWalk.owned(manifest, GEOMETRY, placement, 5, 1, 1, count);
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        ManifestWalk.owned(manifest, GEOMETRY, placement, 5, 1, 1, count);
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        long extents = 4_000 * 256;
        assertThat(held[0]).isBetween(2L * extents / 1300, 2L * extents / 750);
        assertThat(nanos / extents).isLessThan(1250);
    }
}
