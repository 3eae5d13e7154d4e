package dev.larder.model.placement;

import dev.larder.model.blob.Mix;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The nodes that read a storage account for all others: of each zone (domain of the widest level) the first
 * {@code perZone} in an order that depends on their names alone. Immutable and thread-safe. Nodes are meant by their index
 * in the map.
 *
 * <p>This follows from the map, so the map carries no mark: who has the map knows the readers, and the map stays as small
 * as it is. Each node draws by itself, so one that comes or goes changes at most one reader of its zone. Only active nodes
 * take part: one that is slow, leaves or cannot be reached is no place to send everybody's reads through. Where no node of
 * the cluster is active, those that can be reached do it, or nothing could be read any more.
 *
 * <p>Two nodes with different maps may disagree about who reads. That costs a try at worst: a reader reads itself or
 * refuses, and never passes a read on.
 */
public final class OriginReaders {
    /** So many per zone are enough to fill an account's 200 Gbit/s, and a small cluster has no more nodes. */
    public static final int PER_ZONE = 64;

    /** With a smaller share of an account's requests per second too much of it would be lost by rounding down. */
    public static final int LEAST_REQUESTS = 8;

    /**
     * A share of bytes per second that a node sends on without effort, if its link lets it. With more readers each has less,
     * and what is read comes late (simulated, 5,100 nodes and 50 Gbit/s: the last node is done 3 % later with 64 readers in
     * each of three zones than with 16).
     */
    public static final long LEAST_BYTES = 125_000_000;

    /** Of a link that is known to be faster, the same: one part in so many. */
    private static final int OF_LINK = 6;

    /** So many are kept nevertheless, for when some of them fail. */
    private static final int FEW = 4;

    /** Makes the draw independent of those for ownership. */
    private static final long SALT = 0x6f726967696e2072L;

    private final long[] draw;
    private final boolean[] reads;
    private final int[] zone;
    private final int[] all;

    /** Looks at all nodes; once per map. */
    public OriginReaders(ClusterMap map, int perZone) {
        if (perZone < 1) {
            throw new IllegalArgumentException("readers per zone must be at least 1, not " + perZone);
        }
        int nodes = map.size();
        draw = new long[nodes];
        zone = new int[nodes];
        reads = new boolean[nodes];
        boolean active = IntStream.range(0, nodes).anyMatch(i -> map.node(i).state() == NodeState.ACTIVE);
        TreeMap<String, List<Integer>> zones = new TreeMap<>();
        for (int i = 0; i < nodes; i++) {
            draw[i] = Mix.mix(Mix.text(map.node(i).name()) ^ SALT);
            if (eligible(map.node(i).state(), active)) {
                zones.computeIfAbsent(zoneOf(map, i), z -> new ArrayList<>()).add(i);
            }
        }
        List<String> names = List.copyOf(zones.keySet());
        for (int i = 0; i < nodes; i++) {
            zone[i] = names.indexOf(zoneOf(map, i));
        }
        for (List<Integer> members : zones.values()) {
            members.stream()
                    .sorted(Comparator.<Integer>comparingLong(i -> draw[i]).thenComparing(i -> i))
                    .limit(perZone)
                    .forEach(i -> reads[i] = true);
        }
        all = IntStream.range(0, nodes).filter(i -> reads[i]).toArray();
    }

    /**
     * How many nodes of each zone read an account of which so much may be asked.
     *
     * @param bytesPerSecond of all of them together; 0: no limit
     * @param requestsPerSecond the same
     * @param linkBytes per second, what warm-up may send and receive of each node; 0: not known
     * @param most that are wanted
     * @return at least 1
     */
    public static int perZone(long bytesPerSecond, long requestsPerSecond, long linkBytes, int zones, int most) {
        long perZone = most;
        if (bytesPerSecond > 0) {
            long least = linkBytes == 0 ? LEAST_BYTES : Math.min(LEAST_BYTES, linkBytes);
            perZone = Math.min(perZone, Math.max(FEW, bytesPerSecond / Math.max(least, linkBytes / OF_LINK) / zones));
        }
        if (requestsPerSecond > 0) {
            perZone = Math.min(perZone, requestsPerSecond / LEAST_REQUESTS / zones);
        }
        return (int) Math.max(1, perZone);
    }

    private static String zoneOf(ClusterMap map, int node) {
        return map.levels().count() == 0
                ? ""
                : map.node(node).location().values().getFirst();
    }

    private static boolean eligible(NodeState state, boolean anyActive) {
        return switch (state) {
            case ACTIVE -> true;
            case LEAF_ONLY, DRAINING -> !anyActive;
            case DOWN -> false;
        };
    }

    public boolean reads(int node) {
        return reads[node];
    }

    /** All of them, in the order of the map. */
    public int[] all() {
        return all.clone();
    }

    /**
     * The readers of an extent, best first: a node that reads is its own first choice, then those of its zone in the order
     * of their draws for the extent, then those of other zones.
     *
     * @param node who wants to read; -1 for one that the map does not know
     * @param limit at most so many
     */
    public int[] ranked(int node, long extent, int limit) {
        int from = node < 0 ? -1 : zone[node];
        int[] best = new int[Math.min(limit, all.length)];
        long[] keys = new long[best.length];
        int[] classes = new int[best.length];
        int found = 0;
        for (int reader : all) {
            int ofClass = reader == node ? 0 : zone[reader] == from ? 1 : 2;
            long key = Mix.mix(extent ^ draw[reader]);
            int at = found;
            while (at > 0 && (classes[at - 1] > ofClass || (classes[at - 1] == ofClass && keys[at - 1] > key))) {
                at--;
            }
            if (at < best.length) {
                int moved = Math.min(found, best.length - 1) - at;
                System.arraycopy(best, at, best, at + 1, moved);
                System.arraycopy(keys, at, keys, at + 1, moved);
                System.arraycopy(classes, at, classes, at + 1, moved);
                best[at] = reader;
                keys[at] = key;
                classes[at] = ofClass;
                found = Math.min(found + 1, best.length);
            }
        }
        return best;
    }
}
