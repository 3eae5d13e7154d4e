package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.topology.Levels;
import dev.larder.operator.fleet.NodeSelectors;
import dev.larder.operator.membership.Candidate;
import dev.larder.operator.membership.Rules;
import dev.larder.operator.nodes.NodeRecord;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.reports.ReportBook;
import dev.larder.operator.reports.Said;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Joins what is seen of Nodes, pods and reports into one candidate per node. Pure. */
final class Candidates {
    private Candidates() {}

    static List<Candidate> of(
            CacheCluster cluster,
            Levels levels,
            Collection<PodRecord> pods,
            Function<String, @Nullable NodeRecord> nodes,
            ReportBook reports) {
        Map<String, PodRecord> byNode = new HashMap<>();
        for (PodRecord pod : pods) {
            if (!pod.node().isEmpty()) {
                byNode.merge(pod.node(), pod, Candidates::current);
            }
        }
        List<Candidate> candidates = new ArrayList<>(byNode.size());
        for (PodRecord pod : byNode.values()) {
            NodeRecord node = nodes.apply(pod.node());
            candidates.add(new Candidate(
                    pod.node(),
                    levels.locate(node == null ? Map.of() : node.labels().toMap()),
                    pod.ip(),
                    pod.ready() && !pod.terminating(),
                    node != null && node.ready(),
                    node == null ? null : leaving(cluster, node),
                    weight(reports.said(pod.node())),
                    reports.heard(pod.node())));
        }
        return candidates;
    }

    private static int weight(@Nullable Said said) {
        return said == null || said.capacityBytes() == 0 ? 0 : Rules.weight(said.capacityBytes());
    }

    /** While a pod is replaced, two may be there: the new one counts. */
    private static PodRecord current(PodRecord a, PodRecord b) {
        if (a.terminating() != b.terminating()) {
            return a.terminating() ? b : a;
        }
        return a.created().isAfter(b.created()) ? a : b;
    }

    private static @Nullable String leaving(CacheCluster cluster, NodeRecord node) {
        if (node.leaving() != null) {
            return node.leaving();
        }
        boolean selected = NodeSelectors.matches(cluster.getSpec().nodes().selector(), node.labels());
        return selected ? null : "its labels no longer match spec.nodes.selector";
    }
}
