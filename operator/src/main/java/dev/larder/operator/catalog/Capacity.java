package dev.larder.operator.catalog;

import dev.larder.crds.size.DataSize;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.Domain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Admits pinned Datasets while they fit: by priority, then age, each reserves its share on every owner before a
 * byte moves, or as much of it as its quota allows. A share is what placement gives on average, so a reserve is kept for its spread.
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
        Map<Integer, Domains> byDepth = new HashMap<>();
        for (DatasetPlan plan : byTurn(plans)) {
            int depth = map.levels().depth(plan.dataset().getSpec().placement().scope());
            double[] share = shares(map, plan, byDepth.computeIfAbsent(depth, at -> Domains.of(map, at)));
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
    private static double[] shares(ClusterMap map, DatasetPlan plan, Domains domains) {
        long limit = plan.dataset().getSpec().retention().limit();
        double quota = limit == 0 ? Double.MAX_VALUE : limit;
        int replicas = plan.dataset().getSpec().placement().replicas();
        double[] shares = new double[map.size()];
        for (int i = 0; i < shares.length; i++) {
            int weight = map.node(i).weight();
            if (weight > 0) {
                int domain = domains.around[i];
                double part = (double) weight * Math.min(replicas, domains.owners[domain]) / domains.weights[domain];
                shares[i] = Math.min(Math.min(1, part) * plan.listing().bytes(), quota);
            }
        }
        return shares;
    }

    /**
     * The domains of one depth, by numbers that mean nothing else: Datasets are few and nodes many, so this is found once.
     *
     * @param around by node
     * @param owners by domain, how many of its nodes have a share
     * @param weights by domain, the sum of theirs
     */
    private record Domains(int[] around, int[] owners, long[] weights) {
        static Domains of(ClusterMap map, int depth) {
            int[] around = around(map, depth);
            int[] owners = new int[Math.max(map.size(), map.domains().size())];
            long[] weights = new long[owners.length];
            for (int i = 0; i < around.length; i++) {
                int weight = map.node(i).weight();
                owners[around[i]] += weight > 0 ? 1 : 0;
                weights[around[i]] += weight;
            }
            return new Domains(around, owners, weights);
        }

        private static int[] around(ClusterMap map, int depth) {
            if (depth >= map.levels().nodeDepth()) {
                return IntStream.range(0, map.size()).toArray();
            }
            int[] labelled = new int[map.domains().size()];
            // A parent comes before its children.
            for (Domain domain : map.domains()) {
                labelled[domain.index()] = domain.depth() <= depth ? domain.index() : labelled[domain.parent()];
            }
            int[] around = new int[map.size()];
            Map<Long, Integer> cells = new HashMap<>();
            for (int i = 0; i < around.length; i++) {
                int domain = labelled[map.narrowestDomain(i)];
                long cell = (long) domain << Integer.SIZE | map.node(i).cell();
                around[i] = depth < map.levels().cellDepth() ? domain : cells.computeIfAbsent(cell, c -> cells.size());
            }
            return around;
        }
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
