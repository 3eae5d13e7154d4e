package dev.larder.operator.fleet;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Location;
import java.util.HashMap;
import java.util.Map;

/** A cell of the cluster map, as rollouts see it. */
public record Cell(Location location, int number) {
    static Cell of(CacheNode node) {
        return new Cell(node.location(), node.cell());
    }

    static Map<Cell, Integer> sizes(ClusterMap map) {
        Map<Cell, Integer> sizes = new HashMap<>();
        map.nodes().forEach(node -> sizes.merge(of(node), 1, Integer::sum));
        return sizes;
    }
}
