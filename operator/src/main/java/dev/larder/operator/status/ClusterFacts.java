package dev.larder.operator.status;

import dev.larder.crds.cluster.CacheClusterStatus.GroupStatus;
import dev.larder.operator.fleet.Roll;
import dev.larder.operator.session.ClusterView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pass found out about a CacheCluster.
 *
 * @param desired cache pods that there should be
 * @param problems what a person has to see to, the most pressing first
 * @param inUseBy why the deletion waits, or null
 */
public record ClusterFacts(
        int desired,
        int ready,
        List<GroupStatus> groups,
        Roll roll,
        int datasets,
        List<Problem> problems,
        @Nullable String inUseBy,
        ClusterView view) {

    /** Something that needs a person. */
    public record Problem(dev.larder.crds.condition.Reason reason, String message) {}
}
