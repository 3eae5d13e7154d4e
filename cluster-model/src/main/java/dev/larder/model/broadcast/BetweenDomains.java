package dev.larder.model.broadcast;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;

/**
 * Divides what one domain of the widest level may receive from another among the nodes of the receiving one: each gets
 * the part that it has of their weight, which is also its part in what is imported. The parts together are never more
 * than the whole. Pure.
 */
public final class BetweenDomains {
    private BetweenDomains() {}

    /**
     * Bytes per second for one node, from each other domain; rounded down, but at least 1.
     *
     * @param node its index in the map
     * @param whole bytes per second for all nodes of its domain
     */
    public static long part(ClusterMap map, int node, long whole) {
        String domain = domain(map.node(node));
        long all = 0;
        for (CacheNode each : map.nodes()) {
            if (domain(each).equals(domain)) {
                all += each.weight();
            }
        }
        return all == 0
                ? 1
                : Math.max(1, (long) ((double) whole * map.node(node).weight() / all));
    }

    /** The name of the widest level's domain that a node is in; empty if there are no levels. */
    public static String domain(CacheNode node) {
        return node.location().values().isEmpty()
                ? ""
                : node.location().values().getFirst();
    }
}
