package dev.larder.operator.catalog;

import dev.larder.crds.size.DataSize;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Admits pinned Datasets while they fit: by priority, then age, each reserves its share on every owner before a
 * byte moves, or as much of it as its quota allows. A share is what rendezvous hashing gives on average, so a reserve is kept for its spread.
 */
public final class Capacity {
    /** Of a disk, what may be promised: ownership is even to a few percent, and segments are not filled to the end. */
    private static final int USABLE_PERCENT = 92;

    private Capacity() {}

    /**
     * Why Datasets do not fit, by uid, with the numbers; the others fit.
     *
     * @param diskBytes what the cache may take on all disks of a node
     */
    public static Map<String, String> shortages(
            ClusterMap map, Collection<DatasetPlan> plans, ToLongFunction<CacheNode> diskBytes) {
        Map<String, String> shortages = new HashMap<>();
        if (map.size() == 0) {
            return shortages;
        }
        double[] usable = new double[map.size()];
        for (int i = 0; i < usable.length; i++) {
            usable[i] = (double) diskBytes.applyAsLong(map.node(i)) * USABLE_PERCENT / 100;
        }
        double[] reserved = new double[map.size()];
        for (DatasetPlan plan : byTurn(plans)) {
            double[] share = shares(map, plan);
            int worst = -1;
            for (int i = 0; i < share.length; i++) {
                double excess = reserved[i] + share[i] - usable[i];
                if (share[i] > 0
                        && excess > 0
                        && (worst < 0 || excess > reserved[worst] + share[worst] - usable[worst])) {
                    worst = i;
                }
            }
            if (worst >= 0) {
                shortages.put(plan.uid(), message(map.node(worst), share[worst], reserved[worst], usable[worst]));
                continue;
            }
            for (int i = 0; i < share.length; i++) {
                reserved[i] += share[i];
            }
        }
        return shortages;
    }

    private static List<DatasetPlan> byTurn(Collection<DatasetPlan> plans) {
        List<DatasetPlan> reserving =
                new ArrayList<>(plans.stream().filter(DatasetPlan::reserves).toList());
        reserving.sort(Comparator.<DatasetPlan>comparingInt(
                        p -> -p.dataset().getSpec().warmUp().priority())
                .thenComparing(p -> String.valueOf(p.dataset().getMetadata().getCreationTimestamp()))
                .thenComparing(DatasetPlan::uid));
        return reserving;
    }

    /** Bytes that each node will hold of what it owns on average. */
    private static double[] shares(ClusterMap map, DatasetPlan plan) {
        var placement = plan.dataset().getSpec().placement();
        int depth = map.levels().depth(placement.scope());
        Map<String, Integer> owners = new HashMap<>();
        Map<String, Long> weights = new HashMap<>();
        String[] domain = new String[map.size()];
        for (int i = 0; i < domain.length; i++) {
            CacheNode node = map.node(i);
            domain[i] = domain(map, node, depth);
            if (node.weight() > 0) {
                owners.merge(domain[i], 1, Integer::sum);
                weights.merge(domain[i], (long) node.weight(), Long::sum);
            }
        }
        long limit = plan.dataset().getSpec().retention().limit();
        double quota = limit == 0 ? Double.MAX_VALUE : limit;
        double[] shares = new double[domain.length];
        for (int i = 0; i < domain.length; i++) {
            int weight = map.node(i).weight();
            if (weight > 0) {
                long copies = Math.min(placement.replicas(), owners.getOrDefault(domain[i], 1));
                double part = (double) weight * copies / weights.getOrDefault(domain[i], 1L);
                shares[i] = Math.min(Math.min(1, part) * plan.listing().bytes(), quota);
            }
        }
        return shares;
    }

    /** Names the domain of that depth around a node. */
    private static String domain(ClusterMap map, CacheNode node, int depth) {
        int labelled = Math.min(depth, map.levels().count());
        String name = String.join("\n", node.location().values().subList(0, labelled));
        if (depth >= map.levels().cellDepth()) {
            name += "\n" + node.cell();
        }
        return depth >= map.levels().nodeDepth() ? name + "\n" + node.name() : name;
    }

    private static String message(CacheNode node, double share, double reserved, double usable) {
        return "node " + node.name() + " would hold " + size(share) + " of it, but has " + size(usable - reserved)
                + " left of " + size(usable) + " usable (" + USABLE_PERCENT + "% of its disk); Datasets of higher"
                + " priority or age reserve " + size(reserved);
    }

    private static String size(double bytes) {
        return new DataSize(Math.max(0, (long) bytes)).display();
    }
}
