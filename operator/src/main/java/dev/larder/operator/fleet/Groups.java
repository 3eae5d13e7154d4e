package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Topology;
import dev.larder.crds.cluster.TopologyLevel;
import dev.larder.operator.nodes.Labels;
import dev.larder.operator.nodes.NodeRecord;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which groups a CacheCluster's nodes form. */
public final class Groups {
    private Groups() {}

    /** The groups of the selected nodes with how many nodes each has. */
    public static Map<Group, Integer> of(CacheCluster cluster, Collection<NodeRecord> nodes) {
        List<NodeSelectorRequirement> selected =
                NodeSelectors.requirements(cluster.getSpec().nodes().selector());
        List<String> poolKeys = keys(cluster.getSpec().topology(), "Pool");
        List<String> zoneKeys = keys(cluster.getSpec().topology(), "Zone");
        // Counted first and put in order then: to compare two groups makes both their names.
        Map<Group, Integer> counts = new HashMap<>();
        for (NodeRecord node : nodes) {
            if (NodeSelectors.matches(selected, node.labels())) {
                counts.merge(of(node.labels(), poolKeys, zoneKeys), 1, Integer::sum);
            }
        }
        Map<Group, Integer> groups = new TreeMap<>();
        counts.forEach((group, count) -> groups.merge(group, count, Integer::sum));
        return groups;
    }

    private static Group of(Labels labels, List<String> poolKeys, List<String> zoneKeys) {
        return new Group(LabelChoice.of(poolKeys, labels), LabelChoice.of(zoneKeys, labels));
    }

    /** A topology may name its levels as it likes; groups then still follow the labels of AKS. */
    private static List<String> keys(Topology topology, String level) {
        return java.util.stream.Stream.concat(topology.levels().stream(), Topology.DEFAULT.levels().stream())
                .filter(l -> l.name().equals(level))
                .map(TopologyLevel::labels)
                .findFirst()
                .orElseThrow();
    }
}
