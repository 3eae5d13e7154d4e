package dev.larder.model.map;

import dev.larder.model.Sealed;
import dev.larder.model.topology.Levels;
import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.ClusterMapSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every cache node of a cluster: its place in the topology, address, weight and state. An immutable value.
 *
 * <p>{@link #version()} rises with each change, {@link #epoch()} only when ownership may have changed. Nodes are in the
 * order of their names; a node's index means something only together with the map it is of. Make a changed map with
 * {@link #edit()}.
 */
public final class ClusterMap {
    public static final int MAX_NODES = 1 << 20;

    private static final int MAGIC = 0x4c4d5053; // LMPS; maps without seats were LMAP

    private final long version;
    private final long epoch;
    private final Levels levels;
    private final List<CacheNode> nodes;
    private final DomainTree tree;
    /** Nodes whose share is not what it was before. */
    private final int moving;

    private final int members;

    ClusterMap(long version, long epoch, Levels levels, List<CacheNode> nodes) {
        requireOrder(version, epoch);
        if (nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException(nodes.size() + " nodes; at most " + MAX_NODES);
        }
        List<CacheNode> sorted = inOrder(nodes);
        this.version = version;
        this.epoch = epoch;
        this.levels = levels;
        this.nodes = List.copyOf(sorted);
        this.tree = DomainTree.of(levels.count(), this.nodes);
        int inMotion = 0;
        int owners = 0;
        for (CacheNode node : sorted) {
            inMotion += moves(node);
            owners += owns(node);
        }
        this.moving = inMotion;
        this.members = owners;
    }

    /**
     * The base with some of its nodes replaced, each by one of the same name and location. Most changes are such, and of few
     * nodes: to look at every node of a large map again would cost a thousand times as much.
     */
    ClusterMap(ClusterMap base, long version, long epoch, Collection<@Nullable CacheNode> replacing) {
        requireOrder(version, epoch);
        CacheNode[] all = base.nodes.toArray(new CacheNode[0]);
        int inMotion = base.moving;
        int owners = base.members;
        for (CacheNode node : replacing) {
            int index = base.indexOf(Objects.requireNonNull(node).name());
            inMotion += moves(node) - moves(all[index]);
            owners += owns(node) - owns(all[index]);
            all[index] = node;
        }
        this.version = version;
        this.epoch = epoch;
        this.levels = base.levels;
        this.nodes = List.of(all);
        this.tree = base.tree;
        this.moving = inMotion;
        this.members = owners;
    }

    private static void requireOrder(long version, long epoch) {
        if (version < 0 || epoch < 0 || epoch > version) {
            throw new IllegalArgumentException("version " + version + " with epoch " + epoch);
        }
    }

    private static int moves(CacheNode node) {
        return node.weight() == node.previousWeight() ? 0 : 1;
    }

    private static int owns(CacheNode node) {
        return node.weight() > 0 ? 1 : 0;
    }

    /** By name. Most come so, and need not be put in order. */
    private static List<CacheNode> inOrder(List<CacheNode> nodes) {
        if (isAscending(nodes)) {
            return nodes;
        }
        List<CacheNode> sorted = new ArrayList<>(nodes);
        sorted.sort(Comparator.comparing(CacheNode::name));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
                throw new IllegalArgumentException(
                        "two nodes are named " + sorted.get(i).name());
            }
        }
        return sorted;
    }

    private static boolean isAscending(List<CacheNode> nodes) {
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i - 1).name().compareTo(nodes.get(i).name()) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Version 0: no nodes yet. */
    public static ClusterMap empty(Levels levels) {
        return new ClusterMap(0, 0, levels, List.of());
    }

    public long version() {
        return version;
    }

    public long epoch() {
        return epoch;
    }

    public Levels levels() {
        return levels;
    }

    /** In the order of their names. */
    public List<CacheNode> nodes() {
        return nodes;
    }

    public CacheNode node(int index) {
        return nodes.get(index);
    }

    public int size() {
        return nodes.size();
    }

    /** How many nodes have a share of ownership. */
    public int members() {
        return members;
    }

    /** Index of the node of that name, or -1. */
    public int indexOf(String name) {
        int low = 0;
        int high = nodes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = nodes.get(middle).name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The cluster (index 0) and every labelled domain that has a node; a parent comes before its children. */
    public List<Domain> domains() {
        return tree.domains();
    }

    /** Index of the narrowest labelled domain that a node is in. */
    public int narrowestDomain(int node) {
        return narrowestDomain(nodes.get(node));
    }

    int narrowestDomain(CacheNode node) {
        return Objects.requireNonNull(tree.narrowest().get(node.location()));
    }

    /** How many nodes have no value for that level. */
    public int unknown(int level) {
        if (tree.narrowest().keySet().stream().allMatch(location -> location.known(level))) {
            return 0;
        }
        return (int) nodes.stream().filter(n -> !n.location().known(level)).count();
    }

    /** All repairs of all epochs so far are finished: nobody needs to be asked as a previous owner. */
    public boolean settled() {
        return moving == 0;
    }

    /** Whether another map has the same nodes at the same places; their addresses, shares and states may differ. */
    public boolean samePlaces(ClusterMap other) {
        if (size() != other.size() || !levels.equals(other.levels)) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            CacheNode one = node(i);
            CacheNode same = other.node(i);
            if (one != same && !(one.name().equals(same.name()) && one.samePlace(same))) {
                return false;
            }
        }
        return true;
    }

    /** Starts a changed map. */
    public MapEdit edit() {
        return new MapEdit(this);
    }

    public ClusterMapSnapshot toWire() {
        return SnapshotWire.write(this);
    }

    /** @throws dev.larder.model.MalformedException if the message is not a valid map */
    public static ClusterMap fromWire(ClusterMapSnapshot wire) {
        return SnapshotWire.read(wire);
    }

    /**
     * What turns {@code base} into this map.
     *
     * @throws IllegalArgumentException if the two have different levels: then only a snapshot will do
     */
    public ClusterMapDelta deltaFrom(ClusterMap base) {
        return DeltaWire.write(base, this);
    }

    /** @throws dev.larder.model.MalformedException if the delta is not one of this map, or not valid */
    public ClusterMap apply(ClusterMapDelta delta) {
        return DeltaWire.apply(this, delta);
    }

    /** The form kept on disk: the message with a checksum. */
    public byte[] encode() {
        return Sealed.seal(MAGIC, toWire());
    }

    /** @throws dev.larder.model.MalformedException if the bytes are not an intact encoded map */
    public static ClusterMap decode(byte[] bytes) {
        return fromWire(Sealed.open(MAGIC, bytes, ClusterMapSnapshot.parser()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterMap that
                && version == that.version
                && epoch == that.epoch
                && levels.equals(that.levels)
                && nodes.equals(that.nodes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version) * 31 + nodes.hashCode();
    }

    @Override
    public String toString() {
        return "ClusterMap[version=" + version + ", epoch=" + epoch + ", nodes=" + nodes.size() + "]";
    }
}
