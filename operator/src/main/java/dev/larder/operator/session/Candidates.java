package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.fleet.NodeSelectors;
import dev.larder.operator.membership.Candidate;
import dev.larder.operator.membership.Rules;
import dev.larder.operator.nodes.NodeRecord;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.reports.ReportBook;
import dev.larder.operator.reports.Said;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins what is seen of Nodes, pods and reports into one candidate per node. What follows from a Node alone is remembered
 * for as long as that Node stays the same: of very many nodes few change between two looks. Not thread-safe.
 */
final class Candidates {
    private final Map<String, Placed> placed = new HashMap<>();
    private final Map<Location, Location> locations = new HashMap<>();
    private @Nullable LabelSelector selector;
    private @Nullable Levels levels;
    private List<NodeSelectorRequirement> selected = List.of();

    /**
     * What follows from a Node.
     *
     * @param node null if there is none of the pod's
     * @param leaving why it must be emptied, or null
     */
    private record Placed(
            @Nullable NodeRecord node,
            Location location,
            @Nullable String leaving) {}

    /** By the names of their nodes. */
    Map<String, Candidate> of(
            CacheCluster cluster,
            Levels topology,
            Collection<PodRecord> pods,
            Function<String, @Nullable NodeRecord> nodes,
            ReportBook reports) {
        by(cluster.getSpec().nodes().selector(), topology);
        Map<String, PodRecord> byNode = HashMap.newHashMap(pods.size());
        for (PodRecord pod : pods) {
            if (!pod.node().isEmpty()) {
                byNode.merge(pod.node(), pod, Candidates::current);
            }
        }
        Map<String, Candidate> candidates = HashMap.newHashMap(byNode.size());
        byNode.forEach((name, pod) -> {
            NodeRecord node = nodes.apply(name);
            ReportBook.Entry heard = reports.entry(name);
            Said said = heard == null ? null : heard.said();
            Placed place = placed.get(name);
            if (place == null || place.node != node) {
                place = new Placed(node, locate(node, topology), node == null ? null : leaving(node));
                placed.put(name, place);
            }
            candidates.put(
                    name,
                    new Candidate(
                            name,
                            place.location,
                            pod.ip(),
                            pod.peerPort(),
                            pod.ready() && !pod.terminating(),
                            node != null && node.ready(),
                            place.leaving == null ? diskless(said) : place.leaving,
                            weight(said),
                            heard == null ? null : heard.heard()));
        });
        if (placed.size() > byNode.size()) {
            placed.keySet().retainAll(byNode.keySet());
        }
        return candidates;
    }

    private void by(LabelSelector newSelector, Levels newLevels) {
        if (!newSelector.equals(selector) || !newLevels.equals(levels)) {
            placed.clear();
            locations.clear();
            selector = newSelector;
            levels = newLevels;
            selected = NodeSelectors.requirements(newSelector);
        }
    }

    /** One object for all nodes of a place. */
    private Location locate(@Nullable NodeRecord node, Levels topology) {
        Location location =
                topology.locate(node == null ? Map.of() : node.labels().toMap());
        Location known = locations.putIfAbsent(location, location);
        return known == null ? location : known;
    }

    private static int weight(@Nullable Said said) {
        return said == null || said.capacityBytes() == 0 ? 0 : Rules.weight(said.capacityBytes());
    }

    /** A node without a disk that works can hold nothing of its share; others must. It answers all the same. */
    private static @Nullable String diskless(@Nullable Said said) {
        return said != null && said.capacityBytes() == 0 ? "none of its disks works" : null;
    }

    /** While a pod is replaced, two may be there: the new one counts. */
    private static PodRecord current(PodRecord a, PodRecord b) {
        if (a.terminating() != b.terminating()) {
            return a.terminating() ? b : a;
        }
        return a.created().isAfter(b.created()) ? a : b;
    }

    private @Nullable String leaving(NodeRecord node) {
        if (node.leaving() != null) {
            return node.leaving();
        }
        return NodeSelectors.matches(selected, node.labels()) ? null : "its labels no longer match spec.nodes.selector";
    }
}
