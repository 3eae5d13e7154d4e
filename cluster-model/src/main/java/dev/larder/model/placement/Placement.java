package dev.larder.model.placement;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes own an extent, computed from a cluster map alone: whoever has the map finds the same answer. Immutable,
 * thread-safe, allocation-free on lookups. Nodes are meant by their index in {@link ClusterMap#nodes()}.
 *
 * <p><b>The rule.</b> For an extent every node draws a key, an exponential variate divided by its weight ({@code Draws}). The
 * owner of any domain or cell is its node with the least key. So ownership nests, domains rank by the keys of their owners, each
 * node owns its share of weight of whatever it is in, and neither levels nor cells have a part in it: while nodes keep their seats, another
 * level, or nodes regrouped into cells, move nothing that is owned in the domains that stay. Finding the least key takes a few hashes for each table of seats
 * ({@link dev.larder.model.map.Seat}) that the domain's nodes have, and not one for each node.
 *
 * <p><b>What a change moves.</b> A node's key does not depend on other nodes. A node that joins N equal ones of a domain takes 1 / (N + 1) of
 * what is owned there, at every scope, and nothing else moves; one that leaves gives up what it had; a change of weight moves
 * the difference, to or from that node. What a node owns follows from its name and its seat: it keeps both while it is in the map.
 *
 * <p>{@code depth} is that of {@link dev.larder.model.topology.Levels#depth}: 0 the cluster, then the labelled levels, then
 * cells, then single nodes. The domain at a depth <i>around</i> a node is the one that it is in. A node that weighs nothing
 * (draining, down) owns nothing, but its surroundings are as real as any other's.
 */
public final class Placement {
    /** How many ranks a rank serves in the broadcast tree. */
    static final int FANOUT = 2;

    /** Nodes of a cell that are looked at for one that is not leaf-only; at most a fifth of all are. */
    private static final int IMPORTER_RANKS = 8;

    private final ClusterMap map;
    private final Shape shape;
    private final Ranking current;
    private final Ranking previous;
    private final boolean[] leafOnly;
    private final boolean[] down;

    public Placement(ClusterMap map) {
        this(map, null, Likeness.NONE);
    }

    private Placement(ClusterMap map, @Nullable Placement before, Likeness like) {
        this.map = map;
        this.shape = before != null && like.shape() ? before.shape : new Shape(map);
        this.current = before != null && like.weights() ? before.current : ranking(CacheNode::weight);
        this.previous = map.settled()
                ? current
                : before != null && like.previousWeights() ? before.previous : ranking(CacheNode::previousWeight);
        Placement known = before != null && like.shape() ? before : null;
        this.leafOnly = known != null ? known.leafOnly.clone() : new boolean[map.size()];
        this.down = known != null ? known.down.clone() : new boolean[map.size()];
        for (int i = 0; i < map.size(); i++) {
            CacheNode node = map.node(i);
            if (known != null && node == known.map.node(i)) {
                continue;
            }
            leafOnly[i] = node.state() == NodeState.LEAF_ONLY;
            down[i] = node.state() == NodeState.DOWN;
        }
    }

    private Ranking ranking(ToIntFunction<CacheNode> weight) {
        return new Ranking(shape, map.nodes().stream().mapToInt(weight).toArray());
    }

    /** That of another map, for less where the two have much in common. */
    public Placement of(ClusterMap next) {
        return new Placement(next, this, Likeness.of(map, next));
    }

    public ClusterMap map() {
        return map;
    }

    /** Owner of the domain at {@code depth} around {@code node}; -1 if nothing in it has weight. */
    public int owner(int depth, int node, long extent) {
        return holder(current, depth, node, 0, extent);
    }

    /**
     * Writes the nodes that hold the extent in the domain at {@code depth} around {@code node}, the owner first.
     *
     * @param out at least {@code replicas} long
     * @return how many: fewer than {@code replicas} if the domain has not that many members
     */
    public int owners(int depth, int node, int replicas, long extent, int[] out) {
        return holders(current, depth, node, replicas, extent, out);
    }

    /** As {@link #owners}, in the last epoch whose repairs were finished. */
    public int previousOwners(int depth, int node, int replicas, long extent, int[] out) {
        return holders(previous, depth, node, replicas, extent, out);
    }

    /** Whether {@code node} must hold the extent for the domain at {@code depth} around it. */
    public boolean holds(int node, int depth, int replicas, long extent) {
        return holds(current, node, depth, replicas, extent);
    }

    /** As {@link #holds}, in the last epoch whose repairs were finished: others may still copy it from this node. */
    public boolean heldBefore(int node, int depth, int replicas, long extent) {
        return holds(previous, node, depth, replicas, extent);
    }

    /**
     * Whom a member asks for an extent that it is to hold: take the widest domain that the node owns; among that domain's
     * siblings it has rank r; the parent is the owner of the sibling of rank (r - 1) / 2. The siblings of a cell are the
     * cells of its narrowest domain by their best nodes, those of a node the nodes of its cell.
     *
     * @return -1 for the owner of the whole cluster, which asks the origin, and for a node without weight
     */
    public int parent(int node, long extent) {
        return current.member(node) ? current.parent(node, extent) : -1;
    }

    /**
     * The node that brings an extent into the cell around {@code node}, where every node keeps it: the cell's best-ranked
     * that is not leaf-only and can be reached. If none of the first {@value #IMPORTER_RANKS} is, the best-ranked.
     *
     * @param reachable what the asker believes of a node
     * @return -1 if nothing in the cell has weight
     */
    public int importer(int node, long extent, IntPredicate reachable) {
        int best = -1;
        for (int rank = 0; rank < IMPORTER_RANKS; rank++) {
            int candidate = current.inCell(node, rank, extent);
            if (candidate < 0) {
                break;
            }
            if (!leafOnly[candidate] && reachable.test(candidate)) {
                return candidate;
            }
            best = best < 0 ? candidate : best;
        }
        return best;
    }

    /** Whether both nodes are in one cell. */
    public boolean sameCell(int one, int other) {
        return shape.domainOf[one] == shape.domainOf[other] && shape.cellOf[one] == shape.cellOf[other];
    }

    /**
     * The other nodes of the cell around {@code node} that may be fetched from: those that are neither down nor leaf-only.
     * Looks at all nodes; once per map.
     */
    public int[] mates(int node) {
        return IntStream.range(0, map.size())
                .filter(other -> other != node && sameCell(node, other) && !down[other] && !leafOnly[other])
                .toArray();
    }

    /** The node at a position of the cluster's succession (see {@link Sources}); -1 beyond its end. */
    int successor(int position, long extent) {
        return current.successor(0, position, extent);
    }

    Ranking current() {
        return current;
    }

    Ranking previous() {
        return previous;
    }

    boolean settled() {
        return previous == current;
    }

    boolean leafOnly(int node) {
        return leafOnly[node];
    }

    boolean down(int node) {
        return down[node];
    }

    int levels() {
        return shape.levels;
    }

    /** The holder of that rank (from 0) in the domain at {@code depth} around a node; -1 if there is none. */
    int holder(Ranking ranking, int depth, int node, int rank, long extent) {
        if (depth <= shape.levels) {
            return ranking.successor(shape.domainAt(node, depth), rank, extent);
        }
        if (depth == shape.levels + 1) {
            return ranking.inCell(node, rank, extent);
        }
        return rank == 0 && ranking.member(node) ? node : -1;
    }

    private int holders(Ranking ranking, int depth, int node, int replicas, long extent, int[] out) {
        int count = 0;
        while (count < replicas) {
            int holder = holder(ranking, depth, node, count, extent);
            if (holder < 0) {
                break;
            }
            out[count++] = holder;
        }
        return count;
    }

    private boolean holds(Ranking ranking, int node, int depth, int replicas, long extent) {
        if (!ranking.member(node)) {
            return false;
        }
        if (depth <= shape.levels) {
            return ranking.within(node, depth, replicas, extent);
        }
        return depth > shape.levels + 1 || ranking.withinCell(node, replicas, extent);
    }
}
