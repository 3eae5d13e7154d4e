package dev.larder.model.placement;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.List;
import java.util.SplittableRandom;

/** Maps of clusters that do not exist. */
final class Clusters {
    static final Levels LEVELS = new Levels(
            List.of(new Level("Zone", List.of("z")), new Level("Pool", List.of("p")), new Level("Rack", List.of("r"))),
            8);

    private Clusters() {}

    static String name(int i) {
        return "aks-gpu-31415926-vmss%06d".formatted(i);
    }

    /** Zones x pools x racks x nodes of equal weight; settled. */
    static ClusterMap even(int zones, int pools, int racks, int nodes, int maxCellSize) {
        MapEdit edit =
                ClusterMap.empty(new Levels(LEVELS.levels(), maxCellSize)).edit();
        int i = 0;
        for (int z = 0; z < zones; z++) {
            for (int p = 0; p < pools; p++) {
                for (int r = 0; r < racks; r++) {
                    for (int n = 0; n < nodes; n++, i++) {
                        edit.join(name(i), Location.of("z" + z, "p" + p, "r" + r), host(i), 8701, 1000);
                    }
                }
            }
        }
        return edit.settle().build();
    }

    /** A settled cluster of 1 to {@code most} nodes of various weights spread unevenly. */
    static ClusterMap random(SplittableRandom random, int most) {
        MapEdit edit = ClusterMap.empty(new Levels(LEVELS.levels(), 1 + random.nextInt(8)))
                .edit();
        int nodes = 1 + random.nextInt(most);
        int spread = 1 + random.nextInt(4);
        boolean equal = random.nextBoolean();
        for (int i = 0; i < nodes; i++) {
            edit.join(name(i), place(random, spread), host(i), 8701, equal ? 7 : 1 + random.nextInt(50));
        }
        return edit.settle().build();
    }

    /** Like {@link #random}, with leaf-only, draining, down and joining nodes. */
    static ClusterMap troubled(SplittableRandom random, int most, boolean settled) {
        ClusterMap map = random(random, most);
        MapEdit edit = map.edit();
        for (int i = 0; i < map.size(); i++) {
            switch (random.nextInt(6)) {
                case 0 -> edit.leafOnly(map.node(i).name());
                case 1 -> edit.drain(map.node(i).name());
                case 2 -> edit.down(map.node(i).name());
                default -> {}
            }
        }
        int joining = random.nextInt(4);
        for (int i = 0; i < joining; i++) {
            edit.join(name(10_000 + i), place(random, 3), host(10_000 + i), 8701, 1 + random.nextInt(20));
        }
        return (settled ? edit.settle() : edit).build();
    }

    /** A settled cluster whose domains grow in batches, so that its nodes have seats in tables of domains at various depths. */
    static ClusterMap grown(SplittableRandom random, int batches, int batch, boolean equal) {
        ClusterMap map = ClusterMap.empty(LEVELS);
        for (int b = 0; b < batches; b++) {
            MapEdit edit = map.edit();
            for (int i = b * batch; i < (b + 1) * batch; i++) {
                boolean large = random.nextInt(3) > 0;
                Location place = large ? Location.of("z0", "p0", "r" + random.nextInt(2)) : place(random, 3);
                edit.join(name(i), place, host(i), 8701, equal ? 7 : 1 + random.nextInt(50));
            }
            map = edit.settle().build();
        }
        return map;
    }

    static Location place(SplittableRandom random, int spread) {
        return Location.of(
                "z" + random.nextInt(spread),
                random.nextInt(5) == 0 ? Location.UNKNOWN : "p" + random.nextInt(spread),
                "r" + random.nextInt(spread));
    }

    static String host(int i) {
        return "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
    }
}
