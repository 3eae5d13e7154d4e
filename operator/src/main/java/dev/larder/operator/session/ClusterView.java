package dev.larder.operator.session;

import dev.larder.crds.condition.Reason;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import java.util.Map;

/**
 * One state of a session, as reconcilers read it.
 *
 * @param catalog that goes with the map
 * @param capacityBytes and {@code usedBytes} of the members that reported
 * @param datasets by uid
 * @param slow why, by the name of the node that others avoid because it is slow
 */
public record ClusterView(
        ClusterMap map,
        Catalog catalog,
        long capacityBytes,
        long usedBytes,
        Map<String, DatasetView> datasets,
        Map<String, String> slow,
        boolean repaired) {
    public ClusterView {
        datasets = Map.copyOf(datasets);
        slow = Map.copyOf(slow);
    }

    /** Nodes with a share of ownership. */
    public int members() {
        return map.members();
    }

    /** Whether that Dataset's deadline is said to be at risk. */
    boolean warned(String uid) {
        DatasetView dataset = datasets.get(uid);
        return dataset != null && dataset.verdict() != null && dataset.verdict().reason() == Reason.DEADLINE_AT_RISK;
    }
}
