package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Lookups leave no garbage. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void lookupsAllocateNothing() {
        assertNoGarbage(new Placement(Clusters.even(3, 1, 2, 100, 32)));
    }

    @Test
    void lookupsWithWeightsAndAnUnsettledMapAllocateNothing() {
        ClusterMap map = Clusters.even(3, 1, 2, 50, 16);
        MapEdit edit = map.edit();
        for (int i = 0; i < map.size(); i += 3) {
            edit.activate(map.node(i).name(), 500 + i);
        }
        assertNoGarbage(new Placement(
                edit.leafOnly(map.node(4).name()).drain(map.node(5).name()).build()));
    }

    private static void assertNoGarbage(Placement placement) {
        int[] out = new int[3];
        Sources sources = new Sources();
        long sum = run(placement, sources, out, 50);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        sum += run(placement, sources, out, 200);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("checksum %d", sum).isLessThan(200);
    }

    private static long run(Placement placement, Sources sources, int[] out, int extents) {
        long sum = 0;
        int nodes = placement.map().size();
        for (int e = 0; e < extents; e++) {
            long extent = e * 0x9e3779b97f4a7c15L;
            int node = e % nodes;
            for (int depth = 0; depth <= 5; depth++) {
                sum += placement.owner(depth, node, extent);
                sum += placement.owners(depth, node, 3, extent, out);
                sum += placement.holds(node, depth, 2, extent) ? 1 : 0;
                sum += placement.heldBefore(node, depth, 2, extent) ? 1 : 0;
                sum += placement.parent(node, extent);
                sources.find(placement, node, depth, 2, extent);
                sum += sources.size();
            }
        }
        return sum;
    }
}
