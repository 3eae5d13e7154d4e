package dev.larder.model.topology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The labelled levels below the cluster, wide to narrow. They nest in the listed order whatever the labels say: rack
 * {@code r1} of pool {@code a} and rack {@code r1} of pool {@code b} are two racks.
 *
 * @param levels 0 to 8, with distinct names
 * @param maxCellSize how many nodes of one narrowest domain form a cell at most, 1 to 4,096
 */
public record Levels(List<Level> levels, int maxCellSize) {
    public static final int DEFAULT_MAX_CELL_SIZE = 256;

    static final Set<String> RESERVED = Set.of("Cluster", "Cell", "Node");
    private static final int MAX_LEVELS = 8;
    private static final int MAX_CELL_SIZE = 4096;

    public Levels {
        levels = List.copyOf(levels);
        if (levels.size() > MAX_LEVELS) {
            throw new IllegalArgumentException("at most " + MAX_LEVELS + " levels, not " + levels.size());
        }
        if (maxCellSize < 1 || maxCellSize > MAX_CELL_SIZE) {
            throw new IllegalArgumentException("maxCellSize must be 1 to " + MAX_CELL_SIZE + ", not " + maxCellSize);
        }
        Set<String> names = new HashSet<>();
        for (Level level : levels) {
            if (!names.add(level.name())) {
                throw new IllegalArgumentException("two levels are named " + level.name());
            }
        }
    }

    /** Zone, pool and rack as AKS nodes are labelled. Azure gives no rack label; these two are what others use. */
    public static Levels aks() {
        return new Levels(
                List.of(
                        new Level("Zone", List.of(ZoneValue.ZONE_LABEL)),
                        new Level(
                                "Pool",
                                List.of("kubernetes.azure.com/agentpool", "agentpool", "karpenter.sh/nodepool")),
                        new Level("Rack", List.of("nvidia.com/gpu.clique", "ib/torset"))),
                DEFAULT_MAX_CELL_SIZE);
    }

    /** How many labelled levels there are. */
    public int count() {
        return levels.size();
    }

    /**
     * Where a node with these labels is. Every node is somewhere: a level it has no label for is Unknown. Of several labels
     * of one level the first listed decides; that others say something else is no error, since they name the same
     * rack or pool by other schemes.
     */
    public Location locate(Map<String, String> nodeLabels) {
        List<String> values = new ArrayList<>(levels.size());
        for (Level level : levels) {
            values.add(value(level, nodeLabels));
        }
        return new Location(values);
    }

    private static String value(Level level, Map<String, String> nodeLabels) {
        for (String key : level.labels()) {
            String value = ZoneValue.accepted(key, nodeLabels);
            if (!value.equals(Location.UNKNOWN)) {
                return value;
            }
        }
        return Location.UNKNOWN;
    }

    /** Depth of the cells in the topology tree. */
    public int cellDepth() {
        return levels.size() + 1;
    }

    /** Depth of single nodes in the topology tree. */
    public int nodeDepth() {
        return levels.size() + 2;
    }

    /** Names that a scope may have, wide to narrow: Cluster, the levels, Cell, Node. */
    public List<String> scopes() {
        List<String> names = new ArrayList<>(levels.size() + 3);
        names.add("Cluster");
        for (Level level : levels) {
            names.add(level.name());
        }
        names.add("Cell");
        names.add("Node");
        return List.copyOf(names);
    }

    /**
     * Depth of a scope in the topology tree: 0 for Cluster, i + 1 for level i, then Cell, then Node.
     *
     * @throws UnknownScopeException if no level has this name
     */
    public int depth(String scope) {
        int depth = scopes().indexOf(scope);
        if (depth < 0) {
            throw new UnknownScopeException(scope, scopes());
        }
        return depth;
    }
}
