package dev.larder.operator.cachecluster;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.NodeState;
import dev.larder.operator.fleet.Fleet;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.session.ClusterView;
import java.util.function.Predicate;

/**
 * Whether a rollout may go on: every pod that should be there serves, and no copy is being made. Pure.
 *
 * <p>A lost node is not waited for once it has no share any more and others have copied what was its; nor is one of which
 * only the kubelet is silent: its cache answers, keeps its share and its copies, and nobody can say for how long. Nor is one that is to be emptied
 * and has no share any more: a node may be cordoned for weeks.
 */
final class Calm {
    private final ClusterView view;
    private final Predicate<String> hears;
    private final Predicate<String> lost;
    private final Predicate<String> leaving;

    /**
     * @param hears whether the cache of that node was heard lately
     * @param lost whether that Node is not ready or gone
     * @param leaving whether it is to be emptied
     */
    Calm(ClusterView view, Predicate<String> hears, Predicate<String> lost, Predicate<String> leaving) {
        this.view = view;
        this.hears = hears;
        this.lost = lost;
        this.leaving = leaving;
    }

    /** @param desired how many pods there should be, -1 if unknown */
    boolean holds(Fleet fleet, int desired) {
        if (!view.map().settled()
                || view.members() == 0
                || desired < 0
                || fleet.pods().size() < desired) {
            return false;
        }
        int selected =
                fleet.groups().values().stream().mapToInt(Integer::intValue).sum();
        int away = 0;
        for (PodRecord pod : fleet.pods()) {
            if (lost.test(pod.node()) || isEmptied(pod.node())) {
                away++;
            } else if (!pod.ready() || pod.terminating()) {
                return false;
            }
        }
        return view.members() + away >= Math.min(selected, fleet.pods().size())
                && view.map().nodes().stream().allMatch(n -> n.weight() == 0 || (serves(n) && hears.test(n.name())));
    }

    private boolean isEmptied(String node) {
        int index = view.map().indexOf(node);
        return leaving.test(node) && (index < 0 || view.map().node(index).weight() == 0);
    }

    /** A slow node serves, and must not hold up a new version that may make it faster. */
    private boolean serves(CacheNode node) {
        return node.state() == NodeState.ACTIVE || view.slow().containsKey(node.name()) || lost.test(node.name());
    }
}
