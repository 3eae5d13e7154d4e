package dev.larder.bench.simulate;

import dev.larder.bench.simulate.Scenario.Fan;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the nodes of a scenario are. Nodes are numbered as in the map, whose order never changes here. */
final class Layout {
    static final int WEIGHT = 3_724; // GiB
    private static final int PORT = 8701;

    final ClusterMap map;
    final int levels;
    /** Nodes of each cell. */
    final int[][] cells;

    final int[] cellOf;
    /** Position of each node in its cell. */
    final int[] placeInCell;
    /** For each depth (0 the cluster) the domain around each node, numbered within the depth. */
    final int[][] domainOf;
    /** Domains at each depth. */
    final int[] domains;

    Layout(Scenario scenario) {
        map = map(scenario);
        levels = scenario.levels().size();
        int nodes = map.size();
        domainOf = new int[levels + 1][nodes];
        domains = new int[levels + 1];
        for (int depth = 0; depth <= levels; depth++) {
            Map<List<String>, Integer> numbers = new HashMap<>();
            for (int n = 0; n < nodes; n++) {
                List<String> path = map.node(n).location().values().subList(0, depth);
                Integer known = numbers.putIfAbsent(path, numbers.size());
                domainOf[depth][n] = known == null ? numbers.size() - 1 : known;
            }
            domains[depth] = numbers.size();
        }
        Map<Long, List<Integer>> members = new HashMap<>();
        List<List<Integer>> inOrder = new ArrayList<>();
        cellOf = new int[nodes];
        placeInCell = new int[nodes];
        for (int n = 0; n < nodes; n++) {
            long cell = (long) domainOf[levels][n] << 32 | map.node(n).cell();
            List<Integer> mates = members.get(cell);
            if (mates == null) {
                mates = new ArrayList<>();
                members.put(cell, mates);
                inOrder.add(mates);
            }
            placeInCell[n] = mates.size();
            mates.add(n);
        }
        cells = new int[inOrder.size()][];
        for (int c = 0; c < cells.length; c++) {
            cells[c] = inOrder.get(c).stream().mapToInt(n -> n).toArray();
            for (int n : cells[c]) {
                cellOf[n] = c;
            }
        }
    }

    /** The widest level in which two nodes differ, from 0; the number of levels if in none. */
    int apart(int a, int b) {
        for (int depth = 1; depth <= levels; depth++) {
            if (domainOf[depth][a] != domainOf[depth][b]) {
                return depth - 1;
            }
        }
        return levels;
    }

    /** Nodes that join hold nothing yet: the map says that they own a share now and owned none before. */
    private static ClusterMap map(Scenario scenario) {
        int joining = scenario.trouble().joining();
        ClusterMap settled = join(
                        ClusterMap.empty(scenario.topology()).edit(), scenario.levels(), 0, scenario.nodes() - joining)
                .settle()
                .build();
        return join(settled.edit(), scenario.levels(), scenario.nodes() - joining, scenario.nodes())
                .build();
    }

    /** Spreads them evenly. Nodes of one domain follow each other, because the simulation looks at them together. */
    private static MapEdit join(MapEdit edit, List<Fan> levels, int from, int to) {
        long domains = 1;
        for (Fan fan : levels) {
            domains *= fan.domains();
        }
        for (int i = from; i < to; i++) {
            String[] place = new String[levels.size()];
            long left = (i - from) * domains / (to - from);
            for (int level = place.length - 1; level >= 0; level--) {
                int fan = levels.get(level).domains();
                place[level] = levels.get(level).level() + left % fan;
                left /= fan;
            }
            String address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
            edit.join("node-%07d".formatted(i), Location.of(place), address, PORT, WEIGHT);
        }
        return edit;
    }

    /** Whether the node joined just now. */
    boolean joined(int node) {
        CacheNode member = map.node(node);
        return member.previousWeight() == 0;
    }
}
