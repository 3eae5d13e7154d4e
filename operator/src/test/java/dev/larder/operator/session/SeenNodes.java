package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.report.NodeReport;
import dev.larder.operator.nodes.Labels;
import dev.larder.operator.nodes.NodeRecord;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.nodes.Seen;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Nodes in pools of at most 1,000 in three zones, a ready cache pod on each, and what happens to them. */
final class SeenNodes implements Seen {
    private static final int POOL = 1_000;

    private final Map<String, NodeRecord> nodes = new ConcurrentHashMap<>();
    private final List<PodRecord> pods = new ArrayList<>();

    SeenNodes(int count) {
        for (int i = 0; i < count; i++) {
            nodes.put(name(i), node(i, true, null));
            pods.add(new PodRecord(
                    "bench",
                    "gpu-%06d".formatted(i),
                    "gpu",
                    "gpu%d.zone".formatted(i / POOL),
                    "template",
                    name(i),
                    "10.%d.%d.%d".formatted(100 + (i >> 16), i >> 8 & 255, i & 255),
                    8701,
                    true,
                    false,
                    Instant.EPOCH,
                    null));
        }
    }

    static String name(int i) {
        return "aks-gpu%d-31415926-vmss%06d".formatted(i / POOL, i);
    }

    /** The one whose nodes these are. */
    static CacheCluster cluster() {
        return Serialization.unmarshal("""
                apiVersion: larder.dev/v1alpha1
                kind: CacheCluster
                metadata: {name: gpu, namespace: bench, uid: 11111111-2222-3333-4444-555555555555, generation: 1}
                spec:
                  nodes: {selector: {matchLabels: {kubernetes.io/os: linux}}}
                  storage: {disks: [{path: /mnt/larder, capacity: 100Gi}]}
                  origins: [{account: contoso, credential: {anonymous: {}}}]
                """, CacheCluster.class);
    }

    /** Each says once that it is there, and holds nothing. */
    void report(ClusterSession session) {
        for (int i = 0; i < pods.size(); i++) {
            session.reported(new NodeReport(name(i), 1, 1, 0, 0, 100L << 30, 0, List.of()));
        }
    }

    /**
     * Of ten Nodes that something happens to five send a heartbeat, four are not ready, one is cordoned; in the second
     * half each is as it was before.
     */
    void event(long number, int count) {
        int half = count / 2;
        boolean first = number < half;
        int which = (int) (number % half);
        int kind = which % 10;
        int node = which * 2;
        boolean unready = first && kind >= 5 && kind < 9;
        NodeRecord after = node(node, !unready, first && kind == 9 ? "cordoned" : null);
        if (!after.equals(nodes.get(after.name()))) {
            nodes.put(after.name(), after);
        }
    }

    private static NodeRecord node(int i, boolean ready, @Nullable String leaving) {
        Labels labels = Labels.of(Map.of(
                "kubernetes.io/os",
                "linux",
                "kubernetes.azure.com/agentpool",
                "gpu" + i / POOL,
                "topology.kubernetes.io/region",
                "eastus2",
                "topology.kubernetes.io/zone",
                "eastus2-" + (1 + i / POOL % 3)));
        return new NodeRecord(name(i), labels, ready, leaving);
    }

    @Override
    public boolean isSynced() {
        return true;
    }

    @Override
    public Collection<NodeRecord> nodes() {
        return nodes.values();
    }

    @Override
    public @Nullable NodeRecord node(String name) {
        return nodes.get(name);
    }

    @Override
    public List<PodRecord> pods(String namespace, String cluster) {
        return List.copyOf(pods);
    }

    @Override
    public long changes(String namespace, String cluster) {
        return 0;
    }
}
