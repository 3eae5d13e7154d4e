package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.operator.nodes.OwnLabels;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The DaemonSet of one group, as a pure function of the CacheCluster. */
public final class CacheNodes {
    private CacheNodes() {}

    /**
     * {@code OnDelete}, because a DaemonSet's own rolling update knows nothing of copies: the operator deletes outdated
     * pods itself, see {@link Rollout}. A revision that is kept is one more object for each group.
     */
    public static DaemonSet desired(CacheCluster cluster, Group group, RuntimeDefaults defaults) {
        String name = cluster.getMetadata().getName();
        PodSpec pod = CachePod.spec(cluster, defaults);
        Map<String, String> selector = new TreeMap<>(OwnLabels.of(name));
        selector.put(OwnLabels.GROUP, group.name());
        Map<String, String> podLabels = new TreeMap<>(selector);
        podLabels.put(OwnLabels.TEMPLATE, CachePod.hash(pod));
        podLabels.putAll(CachePod.identityLabels(cluster));

        List<NodeSelectorRequirement> where = new ArrayList<>(
                NodeSelectors.requirements(cluster.getSpec().nodes().selector()));
        where.addAll(group.requirements());
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(Names.daemonSet(name, group))
                .withNamespace(cluster.getMetadata().getNamespace())
                .withLabels(selector)
                .withOwnerReferences(Ownership.of(cluster))
                .endMetadata()
                .withNewSpec()
                .withRevisionHistoryLimit(1)
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withSelector(
                        new LabelSelectorBuilder().withMatchLabels(selector).build())
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(podLabels)
                .endMetadata()
                .withNewSpecLike(pod)
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .withMatchExpressions(where)
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
