package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterStatus.GroupStatus;
import dev.larder.operator.nodes.NodeRecord;
import dev.larder.operator.nodes.PodRecord;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What should run for a CacheCluster, and what does.
 *
 * @param groups with the number of selected nodes of each
 * @param pods in no order
 */
public record Fleet(Map<Group, Integer> groups, List<PodRecord> pods) {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    public static Fleet of(CacheCluster cluster, Collection<NodeRecord> nodes, Collection<PodRecord> pods) {
        return new Fleet(Groups.of(cluster, nodes), List.copyOf(pods));
    }

    /** Pods that are ready and not being deleted. */
    public int ready() {
        return (int) pods.stream().filter(p -> p.ready() && !p.terminating()).count();
    }

    /** Pods that should have become ready by now. */
    public int stuck(Instant now) {
        return (int) pods.stream()
                .filter(p -> !p.terminating() && !p.ready())
                .filter(p ->
                        p.trouble() != null || p.created().plus(STARTS_WITHIN).isBefore(now))
                .count();
    }

    /** The table of the status, with what the DaemonSets say they want, as far as they have said it. */
    public List<GroupStatus> table(
            CacheCluster cluster, Map<String, DaemonSet> daemonSets, Map<String, String> templates) {
        Map<String, int[]> counts = new HashMap<>();
        for (PodRecord pod : pods) {
            int[] count = counts.computeIfAbsent(pod.group(), g -> new int[2]);
            count[0] += pod.ready() && !pod.terminating() ? 1 : 0;
            count[1] += pod.template().equals(templates.get(pod.group())) ? 1 : 0;
        }
        List<GroupStatus> table = new ArrayList<>();
        for (var entry : new TreeMap<>(groups).entrySet()) {
            Group group = entry.getKey();
            DaemonSet daemonSet =
                    daemonSets.get(Names.daemonSet(cluster.getMetadata().getName(), group));
            int[] count = counts.getOrDefault(group.name(), new int[2]);
            table.add(new GroupStatus(
                    group.name(),
                    group.zone().display(),
                    group.pool().display(),
                    daemonSet != null && observed(daemonSet)
                            ? daemonSet.getStatus().getDesiredNumberScheduled()
                            : entry.getValue(),
                    count[0],
                    count[1]));
        }
        return table;
    }

    /** How many pods there should be, or -1 before the DaemonSet controller has looked at all of our DaemonSets. */
    public int desired(CacheCluster cluster, Map<String, DaemonSet> daemonSets) {
        int sum = 0;
        for (Group group : groups.keySet()) {
            DaemonSet daemonSet =
                    daemonSets.get(Names.daemonSet(cluster.getMetadata().getName(), group));
            if (daemonSet == null || !observed(daemonSet)) {
                return -1;
            }
            sum += daemonSet.getStatus().getDesiredNumberScheduled();
        }
        return sum;
    }

    private static boolean observed(DaemonSet daemonSet) {
        return daemonSet.getStatus() != null
                && daemonSet.getStatus().getObservedGeneration() != null
                && daemonSet.getStatus().getDesiredNumberScheduled() != null
                && daemonSet
                        .getStatus()
                        .getObservedGeneration()
                        .equals(daemonSet.getMetadata().getGeneration());
    }
}
