package dev.larder.model.map;

import dev.larder.model.topology.Location;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes that lead from one map to the next. Not thread-safe. Each method checks that the change makes sense in the
 * node's present state; {@link #build()} raises the version if anything changed, and the epoch if ownership may have.
 */
public final class MapEdit {
    private final ClusterMap base;
    private final EditedNodes nodes;
    private final Set<String> unplaced = new HashSet<>();

    MapEdit(ClusterMap base) {
        this.base = base;
        this.nodes = new EditedNodes(base);
    }

    /**
     * The node is there and takes its share: a new one, one that was draining or down, or one whose address, place or
     * weight changed. A node that moved to another place counts as new there.
     *
     * @param weight at least 1
     */
    public MapEdit join(String name, Location location, String host, int peerPort, int weight) {
        requireWeight(weight);
        CacheNode old = nodes.get(name);
        @Nullable CacheNode same = old != null && old.location().equals(location) ? old : null;
        NodeState state = old != null && old.state() == NodeState.LEAF_ONLY ? NodeState.LEAF_ONLY : NodeState.ACTIVE;
        nodes.put(new CacheNode(
                name,
                location,
                same != null ? same.cell() : 0,
                same != null ? same.seat() : Seat.NONE,
                host,
                peerPort,
                weight,
                same != null ? same.previousWeight() : 0,
                state));
        if (same == null) {
            unplaced.add(name);
        }
        return this;
    }

    /** The node gives up its share and serves until it is gone. */
    public MapEdit drain(String name) {
        CacheNode node = require(name);
        return replace(node.with(NodeState.DRAINING, 0, previousOfLeaving(node)));
    }

    /** The node cannot be reached; its share goes to others, and nobody asks it. */
    public MapEdit down(String name) {
        CacheNode node = require(name);
        return replace(node.with(NodeState.DOWN, 0, node.previousWeight()));
    }

    /** A draining, down or leaf-only node is a full member again. */
    public MapEdit activate(String name, int weight) {
        requireWeight(weight);
        CacheNode node = require(name);
        return replace(node.with(NodeState.ACTIVE, weight, node.previousWeight()));
    }

    /**
     * The node keeps its share, but others avoid fetching from it.
     *
     * @throws IllegalStateException if it has no share: it is draining or down
     */
    public MapEdit leafOnly(String name) {
        CacheNode node = require(name);
        if (node.weight() == 0) {
            throw new IllegalStateException(name + " is " + node.state() + ", it owns nothing");
        }
        return replace(node.with(NodeState.LEAF_ONLY, node.weight(), node.previousWeight()));
    }

    /**
     * Every required byte is held: the present shares become the previous ones, and nodes that are down leave the map.
     */
    public MapEdit settle() {
        for (CacheNode node : nodes.inOrder()) {
            if (node.state() == NodeState.DOWN) {
                nodes.remove(node.name());
            } else if (node.previousWeight() != node.weight()) {
                nodes.put(node.with(node.state(), node.weight(), node.weight()));
            }
        }
        return this;
    }

    /**
     * The node leaves the map.
     *
     * @throws IllegalStateException if it owns something, or is a previous owner that others may still copy from: then
     *     drain it or mark it down, and settle
     */
    public MapEdit remove(String name) {
        CacheNode node = require(name);
        if (node.weight() > 0 || (node.previousWeight() > 0 && node.state() != NodeState.DOWN)) {
            throw new IllegalStateException(name + " is " + node.state() + " with weight " + node.weight()
                    + " and previous weight " + node.previousWeight());
        }
        nodes.remove(name);
        return this;
    }

    /** The next map; the base map itself if nothing changed. */
    public ClusterMap build() {
        Cells.assign(base.levels().maxCellSize(), nodes, unplaced);
        Seats.assign(nodes, unplaced);
        unplaced.clear();
        if (!nodes.differ()) {
            return base;
        }
        long epoch = base.epoch() + (nodes.ownersMayDiffer() ? 1 : 0);
        return nodes.map(base.version() + 1, epoch);
    }

    /**
     * While no epoch was ever settled there is no finished previous ownership to keep; then a leaving node is at least
     * asked for what it has fetched so far.
     */
    private int previousOfLeaving(CacheNode node) {
        return nodes.anyPreviousOwner() ? node.previousWeight() : Math.max(node.previousWeight(), node.weight());
    }

    private MapEdit replace(CacheNode node) {
        nodes.put(node);
        return this;
    }

    private CacheNode require(String name) {
        @Nullable CacheNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name + " in the map");
        }
        return node;
    }

    private static void requireWeight(int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("a member's weight is at least 1, not " + weight);
        }
    }
}
