package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Topology;
import dev.larder.crds.cluster.TopologyLevel;
import dev.larder.operator.nodes.Labels;
import dev.larder.operator.nodes.NodeRecord;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which groups a CacheCluster's nodes form. */
public final class Groups {
    private Groups() {}

    /** The groups of the selected nodes with how many nodes each has. */
    public static Map<Group, Integer> of(CacheCluster cluster, Collection<NodeRecord> nodes) {
        LabelSelector selector = cluster.getSpec().nodes().selector();
        List<String> poolKeys = keys(cluster.getSpec().topology(), "Pool");
        List<String> zoneKeys = keys(cluster.getSpec().topology(), "Zone");
        Map<Group, Integer> groups = new TreeMap<>();
        for (NodeRecord node : nodes) {
            if (NodeSelectors.matches(selector, node.labels())) {
                groups.merge(of(node.labels(), poolKeys, zoneKeys), 1, Integer::sum);
            }
        }
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
