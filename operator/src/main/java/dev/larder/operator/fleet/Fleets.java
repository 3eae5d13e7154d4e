package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterSpec;
import dev.larder.operator.nodes.Seen;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest {@link Fleet} of each CacheCluster. It is made anew only when something changed that it is made of: a pass
 * over 100,000 nodes that are merely ready or not ready would else be most of what a reconciliation costs. Thread-safe.
 */
public final class Fleets {
    private final Seen seen;
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    private record Made(long changes, CacheClusterSpec spec, Fleet fleet) {}

    public Fleets(Seen seen) {
        this.seen = seen;
    }

    public Fleet of(CacheCluster cluster) {
        String namespace = cluster.getMetadata().getNamespace();
        String name = cluster.getMetadata().getName();
        String uid = cluster.getMetadata().getUid();
        // Before anything is read: what changes in between is seen the next time.
        long changes = seen.changes(namespace, name);
        Made last = made.get(uid);
        if (last != null && last.changes == changes && Objects.equals(last.spec, cluster.getSpec())) {
            return last.fleet;
        }
        Fleet fleet = Fleet.of(cluster, seen.nodes(), seen.pods(namespace, name));
        made.put(uid, new Made(changes, cluster.getSpec(), fleet));
        return fleet;
    }

    public void forget(CacheCluster cluster) {
        made.remove(cluster.getMetadata().getUid());
    }
}
