package dev.larder.operator.nodes;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All Nodes, and all cache pods of every CacheCluster. Thread-safe once started. */
@Singleton
public class Observed implements AutoCloseable {
    private final ListWatch<NodeRecord> nodes;
    private final ListWatch<PodRecord> pods;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Inject
    Observed(KubernetesClient client) {
        this(ApiStreams.of(client));
    }

    Observed(ApiStreams api) {
        nodes = new ListWatch<>(api, "/api/v1/nodes", new NodeDecoder(), this::changed);
        String selector =
                OwnLabels.SELECTOR.replace("=", "%3D").replace(",", "%2C").replace("/", "%2F");
        pods = new ListWatch<>(api, "/api/v1/pods?labelSelector=" + selector, new PodDecoder(), this::changed);
    }

    /** Called after each change, from a reading thread; must be quick. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Returns once both lists are complete, or false after {@code limit}; reading goes on either way. */
    public boolean start(Duration limit) throws InterruptedException {
        nodes.start();
        pods.start();
        return nodes.awaitSynced(limit) && pods.awaitSynced(limit);
    }

    public boolean isSynced() {
        return nodes.isSynced() && pods.isSynced();
    }

    public Collection<NodeRecord> nodes() {
        return nodes.values();
    }

    public @Nullable NodeRecord node(String name) {
        return nodes.get(name);
    }

    /** Whether there is such a Node and its kubelet is heard. */
    public boolean ready(String name) {
        NodeRecord node = nodes.get(name);
        return node != null && node.ready();
    }

    public List<PodRecord> pods(String namespace, String cluster) {
        return pods.values().stream()
                .filter(pod -> pod.cluster().equals(cluster) && pod.namespace().equals(namespace))
                .toList();
    }

    @Override
    public void close() {
        nodes.close();
        pods.close();
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}
