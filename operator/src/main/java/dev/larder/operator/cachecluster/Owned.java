package dev.larder.operator.cachecluster;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterSpec;
import dev.larder.operator.fleet.CacheNodes;
import dev.larder.operator.fleet.Fleet;
import dev.larder.operator.fleet.Group;
import dev.larder.operator.fleet.Identity;
import dev.larder.operator.fleet.RuntimeDefaults;
import dev.larder.operator.nodes.OwnLabels;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects that a CacheCluster needs: applied, and removed when no node needs them any more. Thread-safe. */
final class Owned {
    private static final Logger log = LoggerFactory.getLogger(Owned.class);

    private final KubernetesClient client;
    private final Applier applier;
    private final RuntimeDefaults defaults;
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    /** DaemonSets of one CacheCluster: a hundred of them cost more to make and to compare than all else of a calm pass. */
    private record Made(CacheClusterSpec spec, Map<Group, DaemonSet> daemonSets) {}

    Owned(KubernetesClient client, RuntimeDefaults defaults) {
        this.client = client;
        this.applier = new Applier(client);
        this.defaults = defaults;
    }

    /**
     * Returns the newest template hash by group.
     *
     * @param existing DaemonSets by name, as watched
     */
    Map<String, String> apply(CacheCluster cluster, Fleet fleet, Map<String, DaemonSet> existing) {
        applier.apply(Identity.desired(cluster), null, false);
        Map<Group, DaemonSet> daemonSets = made.compute(
                        cluster.getMetadata().getUid(),
                        (uid, last) -> last != null && last.spec.equals(cluster.getSpec())
                                ? last
                                : new Made(cluster.getSpec(), new ConcurrentHashMap<>()))
                .daemonSets;
        daemonSets.keySet().retainAll(fleet.groups().keySet());
        Map<String, String> templates = new HashMap<>();
        Map<String, DaemonSet> superfluous = new TreeMap<>(existing);
        for (Group group : fleet.groups().keySet()) {
            DaemonSet desired = daemonSets.computeIfAbsent(group, g -> CacheNodes.desired(cluster, g, defaults));
            superfluous.remove(desired.getMetadata().getName());
            applier.apply(desired, existing.get(desired.getMetadata().getName()), true);
            templates.put(
                    group.name(),
                    desired.getSpec().getTemplate().getMetadata().getLabels().get(OwnLabels.TEMPLATE));
        }
        superfluous.values().stream().filter(Owned::idle).forEach(daemonSet -> {
            log.info(
                    "{}/{}: DaemonSet {} has no node left",
                    cluster.getMetadata().getNamespace(),
                    cluster.getMetadata().getName(),
                    daemonSet.getMetadata().getName());
            client.resource(daemonSet).delete();
            applier.forget(daemonSet);
        });
        return templates;
    }

    void forget(CacheCluster cluster) {
        made.remove(cluster.getMetadata().getUid());
    }

    private static boolean idle(DaemonSet daemonSet) {
        return daemonSet.getMetadata().getDeletionTimestamp() == null
                && daemonSet.getStatus() != null
                && Integer.valueOf(0).equals(daemonSet.getStatus().getDesiredNumberScheduled())
                && Integer.valueOf(0).equals(daemonSet.getStatus().getCurrentNumberScheduled());
    }
}
