package dev.larder.bench.simulate;

import dev.larder.bench.figures.Figure;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.placement.Placement;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** What a cluster map costs and how evenly and steadily it places extents: goals S4 and S8. */
final class MapFigures {
    private static final int SMALL = 3_060;
    private static final int BALANCED = 20_000;
    private static final int EXTENTS_PER_NODE = 1_000;
    private static final int LOOKUPS = 64;
    private static final int SAMPLES = 4_000;
    private static final int MOVES_SAMPLED = 400_000;

    private final Scenario scenario;
    private final SplittableRandom random;

    MapFigures(Scenario scenario) {
        this.scenario = scenario;
        this.random = new SplittableRandom(scenario.seed());
    }

    List<Figure> all() {
        SplittableRandom addresses = random.split();
        ClusterMap blocks = named(i -> i + addresses.nextInt(16));
        ClusterMap overlay = named(i -> (i << 8) + 2 + addresses.nextInt(250));
        ClusterMap anywhere = named(i -> addresses.nextInt(1 << 24));
        String name = blocks.node(blocks.size() / 2).name();
        int down = delta(blocks, blocks.edit().down(name).build());
        int leafOnly = delta(blocks, blocks.edit().leafOnly(name).build());
        String cluster = "keys moved by one join x nodes, cluster scope (%,d nodes)".formatted(small().nodes());
        String narrow = "keys moved by one join x nodes of its narrowest domain";
        return List.of(
                Figure.atMost(300, "S4", "map snapshot, node addresses (one subnet)", kilobytes(blocks), "kB"),
                Figure.atMost(300, "S4", "map snapshot, pod addresses (a /24 for each node)", kilobytes(overlay), "kB"),
                Figure.inform("S4", "map snapshot, addresses anywhere in 10.0.0.0/8", kilobytes(anywhere), "kB"),
                Figure.atMost(64, "S4", "delta of one node that is down or leaf-only", Math.max(down, leafOnly), "B"),
                Figure.atMost(5, "S4", "owner lookup at cluster scope, CPU time, p99", lookupMicros(), "us"),
                Figure.atMost(1.5, "S4", cluster, moved(0), ""),
                Figure.atMost(1.5, "S4", narrow, moved(scenario.levels().size()), ""),
                Figure.atMost(
                        1.15,
                        "S8",
                        "owned bytes, max / mean, at 1,000 extents per node (%,d nodes)"
                                .formatted(balanced().nodes()),
                        balance(),
                        ""));
    }

    private Scenario small() {
        return scenario.with(Math.min(scenario.nodes(), SMALL), scenario.seed(), Scenario.Trouble.NONE);
    }

    private Scenario balanced() {
        return scenario.with(Math.min(scenario.nodes(), BALANCED), scenario.seed(), Scenario.Trouble.NONE);
    }

    private static double kilobytes(ClusterMap map) {
        return map.toWire().getSerializedSize() / 1000.0;
    }

    private static int delta(ClusterMap base, ClusterMap next) {
        return next.deltaFrom(base).getSerializedSize();
    }

    /** Nodes named as AKS names them, pool by pool of 1,000 over three zones. */
    private ClusterMap named(IntUnaryOperator address) {
        SplittableRandom names = new SplittableRandom(scenario.seed());
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        String prefix = "";
        for (int i = 0; i < scenario.nodes(); i++) {
            int pool = i / 1000;
            if (i % 1000 == 0) {
                prefix = "aks-gpu%d-%08d-vmss".formatted(pool, names.nextInt(100_000_000));
            }
            String number = Integer.toString(i % 1000, 36);
            int at = 10 << 24 | address.applyAsInt(i) & 0xffffff;
            edit.join(
                    prefix + "0".repeat(6 - number.length()) + number,
                    Location.of("eastus2-" + (1 + names.nextInt(3)), "gpu" + pool, ""),
                    (at >>> 24) + "." + (at >> 16 & 255) + "." + (at >> 8 & 255) + "." + (at & 255),
                    8701,
                    Layout.WEIGHT);
        }
        return edit.settle().build();
    }

    /** Microseconds of CPU, so that what else runs here does not count; in batches, because the clock is not finer. */
    private double lookupMicros() {
        Placement placement = new Placement(new Layout(scenario.calm()).map);
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        double[] micros = new double[SAMPLES];
        long sum = 0;
        for (int warm = 0; warm < 2; warm++) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                long began = cpu.getCurrentThreadCpuTime();
                for (int i = 0; i < LOOKUPS; i++) {
                    sum += placement.owner(0, 0, random.nextLong());
                }
                micros[sample] = (cpu.getCurrentThreadCpuTime() - began) / 1e3 / LOOKUPS;
            }
        }
        Arrays.sort(micros);
        return sum < 0 ? Double.NaN : micros[SAMPLES * 99 / 100];
    }

    /** Share of the extents that change their owner at a depth when one node joins, times nodes there. */
    private double moved(int depth) {
        ClusterMap before = new Layout(small()).map;
        Location place = before.node(0).location();
        ClusterMap after = before.edit()
                .join("newcomer", place, "10.99.0.1", 8701, Layout.WEIGHT)
                .build();
        Placement a = new Placement(before);
        Placement b = new Placement(after);
        int inB = after.indexOf(before.node(0).name());
        SplittableRandom extents = random.split();
        long moved = 0;
        for (int i = 0; i < MOVES_SAMPLED; i++) {
            long extent = extents.nextLong();
            String old = before.node(a.owner(depth, 0, extent)).name();
            String now = after.node(b.owner(depth, inB, extent)).name();
            moved += old.equals(now) ? 0 : 1;
        }
        int around = 0;
        for (int node = 0; node < before.size(); node++) {
            boolean inside = depth == 0
                    || before.node(node)
                            .location()
                            .values()
                            .subList(0, depth)
                            .equals(place.values().subList(0, depth));
            around += inside ? 1 : 0;
        }
        return (double) moved / MOVES_SAMPLED * around;
    }

    private double balance() {
        Placement placement = new Placement(new Layout(balanced()).map);
        int nodes = placement.map().size();
        int[] owned = new int[nodes];
        SplittableRandom extents = random.split();
        for (long i = (long) nodes * EXTENTS_PER_NODE; i > 0; i--) {
            owned[placement.owner(0, 0, extents.nextLong())]++;
        }
        return Arrays.stream(owned).max().orElseThrow() / (double) EXTENTS_PER_NODE;
    }
}
