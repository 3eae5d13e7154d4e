package dev.larder.model.feed;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who passes the feed on to the nodes of a cell, computed from a map alone: the cell's nodes by rendezvous hashing, those
 * that are active before those that are leaf-only; draining and down ones never. The first is the relay; when it does not
 * answer, the next. A change of other nodes changes nothing but to put a node in or take it out, so relays are stable.
 *
 * <p>Nodes are meant by their index in the map. Immutable, thread-safe; a cell is ranked when it is first asked for.
 */
public final class Relays {
    /** How many of a cell are tried before the operator. */
    public static final int RANKS = 3;

    private static final int[] NOBODY = {};

    private final ClusterMap map;
    private final Map<Cell, List<Integer>> members = new HashMap<>();
    private final Map<Cell, int[]> ranked = new ConcurrentHashMap<>();

    /** Of all cells. Looks at every node once. */
    public Relays(ClusterMap map) {
        this.map = map;
        for (int i = 0; i < map.size(); i++) {
            members.computeIfAbsent(cell(i), cell -> new ArrayList<>()).add(i);
        }
    }

    private record Cell(int domain, int number) {}

    private Cell cell(int node) {
        return new Cell(map.narrowestDomain(node), map.node(node).cell());
    }

    /** The relays of the cell around a node, the best first; at most {@value #RANKS}. */
    public int[] of(int node) {
        return ranked.computeIfAbsent(cell(node), cell -> rank(map, members.getOrDefault(cell, List.of())));
    }

    /** The same for one cell alone. Looks at every node, and allocates little. */
    public static int[] ofCell(ClusterMap map, int node) {
        CacheNode self = map.node(node);
        List<Integer> cell = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            CacheNode other = map.node(i);
            if (other.cell() == self.cell() && other.location().equals(self.location())) {
                cell.add(i);
            }
        }
        return rank(map, cell);
    }

    private static int[] rank(ClusterMap map, List<Integer> members) {
        record Ranked(int node, boolean active, long hash) {}
        int[] best = members.stream()
                .filter(i -> serves(map.node(i).state()))
                .map(i -> new Ranked(
                        i,
                        map.node(i).state() == NodeState.ACTIVE,
                        Mix.text("relay", map.node(i).name())))
                .sorted(Comparator.comparing(Ranked::active)
                        .reversed()
                        .thenComparing(Ranked::hash, Long::compareUnsigned)
                        .thenComparing(Ranked::node))
                .limit(RANKS)
                .mapToInt(Ranked::node)
                .toArray();
        return best.length == 0 ? NOBODY : best;
    }

    private static boolean serves(NodeState state) {
        return switch (state) {
            case ACTIVE, LEAF_ONLY -> true;
            case DRAINING, DOWN -> false;
        };
    }
}
