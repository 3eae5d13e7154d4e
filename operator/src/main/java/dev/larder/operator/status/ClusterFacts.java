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
 * @param stuck pods that should have become ready by now
 * @param problems what a person has to see to, the most pressing first
 * @param deletion why it waits, or null
 */
public record ClusterFacts(
        int desired,
        int ready,
        int stuck,
        List<GroupStatus> groups,
        Roll roll,
        int datasets,
        List<Problem> problems,
        @Nullable Problem deletion,
        ClusterView view) {

    /** Something to be told, and mostly seen to by a person. */
    public record Problem(dev.larder.crds.condition.Reason reason, String message) {}
}
