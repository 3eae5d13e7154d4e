package dev.larder.bench.placement;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.placement.Placement;
import dev.larder.model.placement.Sources;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One lookup each of another extent by another node, among 99,960 nodes: 3 zones of 34 pools, each of 980 nodes in 4 cells. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Lookups {
    private static final int ZONES = 3;
    private static final int POOLS = 34;
    private static final int NODES = 980;
    private static final int CLUSTER = 0;
    private static final int ZONE = 1;
    private static final int POOL = 2;
    private static final int NODE = 4;
    private static final long STEP = 0x9e3779b97f4a7c15L;

    /** The cluster, and which extent is next. Of one thread. */
    @State(Scope.Thread)
    public static class Cluster {
        final Placement placement = new Placement(map());
        final Sources sources = new Sources();
        long extent;
        int node;

        void next() {
            extent += STEP;
            node = (int) ((extent >>> 33) % placement.map().size());
        }

        private static ClusterMap map() {
            Levels levels = new Levels(
                    List.of(new Level("Zone", List.of("zone")), new Level("Pool", List.of("pool"))),
                    Levels.DEFAULT_MAX_CELL_SIZE);
            MapEdit edit = ClusterMap.empty(levels).edit();
            for (int i = 0; i < ZONES * POOLS * NODES; i++) {
                Location place = Location.of("z" + i / NODES % ZONES, "p" + i / NODES / ZONES);
                edit.join("node-%07d".formatted(i), place, "10.0.0.1", 8701, 1000);
            }
            return edit.settle().build();
        }
    }

    @Benchmark
    public int ownerInTheCluster(Cluster cluster) {
        cluster.next();
        return cluster.placement.owner(CLUSTER, cluster.node, cluster.extent);
    }

    @Benchmark
    public int ownerInTheZone(Cluster cluster) {
        cluster.next();
        return cluster.placement.owner(ZONE, cluster.node, cluster.extent);
    }

    @Benchmark
    public int ownerInThePool(Cluster cluster) {
        cluster.next();
        return cluster.placement.owner(POOL, cluster.node, cluster.extent);
    }

    @Benchmark
    public boolean holdsForTheZone(Cluster cluster) {
        cluster.next();
        return cluster.placement.holds(cluster.node, ZONE, 1, cluster.extent);
    }

    @Benchmark
    public int importerOfTheCell(Cluster cluster) {
        cluster.next();
        return cluster.placement.importer(cluster.node, cluster.extent, node -> true);
    }

    @Benchmark
    public int parent(Cluster cluster) {
        cluster.next();
        return cluster.placement.parent(cluster.node, cluster.extent);
    }

    @Benchmark
    public int sourcesAtScopeNode(Cluster cluster) {
        cluster.next();
        cluster.sources.find(cluster.placement, cluster.node, NODE, 1, cluster.extent);
        return cluster.sources.size();
    }

    @Benchmark
    public int sourcesAtScopeZone(Cluster cluster) {
        cluster.next();
        cluster.sources.find(cluster.placement, cluster.node, ZONE, 1, cluster.extent);
        return cluster.sources.size();
    }
}
