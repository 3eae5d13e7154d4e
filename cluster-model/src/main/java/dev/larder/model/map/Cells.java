package dev.larder.model.map;

import dev.larder.model.topology.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts new nodes into cells. A node keeps its cell as long as it keeps its place; a new one goes to the smallest cell of
 * its narrowest domain, and as many cells are opened as the domain's nodes need at the maximal size.
 */
final class Cells {
    private Cells() {}

    static void assign(int maxCellSize, EditedNodes nodes, Set<String> unplaced) {
        if (unplaced.isEmpty()) {
            return;
        }
        Map<Location, List<Integer>> sizes = new HashMap<>();
        Map<Location, List<CacheNode>> waiting = new HashMap<>();
        for (CacheNode node : nodes.inOrder()) {
            if (unplaced.contains(node.name())) {
                waiting.computeIfAbsent(node.location(), l -> new ArrayList<>()).add(node);
            } else {
                count(sizes.computeIfAbsent(node.location(), l -> new ArrayList<>()), node.cell());
            }
        }
        waiting.forEach((location, joining) ->
                place(maxCellSize, sizes.getOrDefault(location, new ArrayList<>()), joining, nodes));
    }

    private static void place(int max, List<Integer> sizes, List<CacheNode> joining, EditedNodes nodes) {
        int total = joining.size() + sizes.stream().mapToInt(Integer::intValue).sum();
        while (sizes.size() < Math.ceilDiv(total, max)) {
            sizes.add(0);
        }
        for (CacheNode node : joining) {
            int smallest = 0;
            for (int cell = 1; cell < sizes.size(); cell++) {
                if (sizes.get(cell) < sizes.get(smallest)) {
                    smallest = cell;
                }
            }
            sizes.set(smallest, sizes.get(smallest) + 1);
            nodes.put(node.at(smallest, node.seat()));
        }
    }

    private static void count(List<Integer> sizes, int cell) {
        while (sizes.size() <= cell) {
            sizes.add(0);
        }
        sizes.set(cell, sizes.get(cell) + 1);
    }
}
