package dev.larder.model.feed;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

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
    private final Map<Cell, int[]> members;
    private final Map<Cell, int[]> ranked = new ConcurrentHashMap<>();

    /** Of all cells. Looks at every node once. */
    public Relays(ClusterMap map) {
        this(map, members(map));
    }

    private Relays(ClusterMap map, Map<Cell, int[]> members) {
        this.map = map;
        this.members = members;
    }

    /** Those of the next map, for less where its nodes are at the same places. */
    public Relays of(ClusterMap next) {
        if (!next.samePlaces(map)) {
            return new Relays(next);
        }
        Relays relays = new Relays(next, members);
        relays.ranked.putAll(ranked);
        for (int i = 0; i < next.size(); i++) {
            if (next.node(i) != map.node(i)) {
                relays.ranked.remove(cell(map, i));
            }
        }
        return relays;
    }

    private static Map<Cell, int[]> members(ClusterMap map) {
        Map<Cell, List<Integer>> members = new HashMap<>();
        for (int i = 0; i < map.size(); i++) {
            members.computeIfAbsent(cell(map, i), cell -> new ArrayList<>()).add(i);
        }
        Map<Cell, int[]> compact = HashMap.newHashMap(members.size());
        members.forEach((cell, nodes) ->
                compact.put(cell, nodes.stream().mapToInt(Integer::intValue).toArray()));
        return compact;
    }

    private record Cell(int domain, int number) {}

    private static Cell cell(ClusterMap map, int node) {
        return new Cell(map.narrowestDomain(node), map.node(node).cell());
    }

    /** The relays of the cell around a node, the best first; at most {@value #RANKS}. */
    public int[] of(int node) {
        return ranked.computeIfAbsent(
                cell(map, node), cell -> rank(map, Arrays.stream(members.getOrDefault(cell, NOBODY))));
    }

    /** The same for one cell alone. Looks at every node, and allocates little. */
    public static int[] ofCell(ClusterMap map, int node) {
        CacheNode self = map.node(node);
        return rank(map, IntStream.range(0, map.size()).filter(i -> inOneCell(map.node(i), self)));
    }

    private static boolean inOneCell(CacheNode one, CacheNode other) {
        return one.cell() == other.cell() && one.location().equals(other.location());
    }

    /**
     * Whether {@link #ofCell} would say the same with either map: the nodes are at the same places, and those of the cell
     * around this one are as they were. Looks at the nodes that differ.
     */
    public static boolean sameCell(ClusterMap one, ClusterMap other, int node) {
        if (!one.samePlaces(other)) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (one.node(i) != other.node(i)
                    && inOneCell(one.node(i), one.node(node))
                    && !one.node(i).equals(other.node(i))) {
                return false;
            }
        }
        return true;
    }

    private static int[] rank(ClusterMap map, IntStream members) {
        record Ranked(int node, boolean active, long hash) {}
        int[] best = members.filter(i -> serves(map.node(i).state()))
                .mapToObj(i -> new Ranked(
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
