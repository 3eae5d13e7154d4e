package dev.larder.operator.cachecluster;

import dev.larder.crds.condition.Reason;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.fleet.Fleet;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.session.ClusterView;
import dev.larder.operator.status.ClusterFacts.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a person has to see to, of what pods, nodes and Datasets say. Pure. */
final class Problems {
    private static final int NAMED = 5;

    private Problems() {}

    static List<Problem> of(ClusterView view, Fleet fleet) {
        List<Problem> problems = new ArrayList<>();
        String failing = fleet.pods().stream()
                .filter(p -> p.trouble() != null)
                .sorted(Comparator.comparing(PodRecord::name))
                .limit(NAMED)
                .map(p -> p.name() + " on " + p.node() + " (" + p.trouble() + ")")
                .collect(Collectors.joining(", "));
        if (!failing.isEmpty()) {
            problems.add(new Problem(Reason.NODES_NOT_READY, "pods do not run: " + failing));
        }
        view.datasets().values().stream()
                .map(d -> d.verdict())
                .filter(v -> v != null && v.reason() == Reason.INSUFFICIENT_CAPACITY)
                .findFirst()
                .ifPresent(v -> problems.add(new Problem(Reason.DISK_FULL, "a Dataset does not fit: " + v.message())));
        if (!view.slow().isEmpty()) {
            String names = new TreeMap<>(view.slow())
                    .entrySet().stream()
                            .limit(NAMED)
                            .map(e -> e.getKey() + " (" + e.getValue() + ")")
                            .collect(Collectors.joining(", "));
            problems.add(new Problem(
                    Reason.NODES_SLOW, view.slow().size() + " nodes are slow and not fetched from: " + names));
        }
        problems.addAll(unlabelled(view.map()));
        return problems;
    }

    /** Racks are rarely labelled, and only their absence on some of the nodes is worth a word. */
    private static List<Problem> unlabelled(ClusterMap map) {
        List<Problem> problems = new ArrayList<>();
        for (int level = 0; level < map.levels().count(); level++) {
            int unknown = map.unknown(level);
            if (unknown > 0 && unknown < map.size()) {
                String name = map.levels().levels().get(level).name();
                problems.add(new Problem(
                        Reason.TOPOLOGY_UNKNOWN,
                        unknown + " of " + map.size() + " nodes have no label for level " + name));
            }
        }
        return problems;
    }
}
