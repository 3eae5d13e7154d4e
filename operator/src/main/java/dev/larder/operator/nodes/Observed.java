package dev.larder.operator.nodes;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All Nodes, and all cache pods of every CacheCluster. Thread-safe once started. */
@Singleton
public class Observed implements Seen, AutoCloseable {
    private final ListWatch<NodeRecord> nodes;
    private final ListWatch<PodRecord> pods;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong nodeChanges = new AtomicLong();
    /** By namespace and name of the CacheCluster; entries of deleted ones are few and stay. */
    private final Map<String, AtomicLong> podChanges = new ConcurrentHashMap<>();

    @Inject
    Observed(KubernetesClient client) {
        this(ApiStreams.of(client));
    }

    Observed(ApiStreams api) {
        nodes = new ListWatch<>(api, "/api/v1/nodes", new NodeDecoder(), this::nodeChanged);
        String selector =
                OwnLabels.SELECTOR.replace("=", "%3D").replace(",", "%2C").replace("/", "%2F");
        pods = new ListWatch<>(
                api, "/api/v1/pods?labelSelector=" + selector, new PodDecoder(nodes::get), this::podChanged);
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

    @Override
    public boolean isSynced() {
        return nodes.isSynced() && pods.isSynced();
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
    public long changes(String namespace, String cluster) {
        AtomicLong ofPods = podChanges.get(namespace + "/" + cluster);
        return nodeChanges.get() + (ofPods == null ? 0 : ofPods.get());
    }

    @Override
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

    private void nodeChanged(@Nullable NodeRecord before, @Nullable NodeRecord after) {
        if (before == null || after == null || !before.labels().equals(after.labels())) {
            nodeChanges.incrementAndGet();
        }
        changed();
    }

    private void podChanged(@Nullable PodRecord before, @Nullable PodRecord after) {
        count(before);
        count(after);
        changed();
    }

    private void count(@Nullable PodRecord pod) {
        if (pod != null) {
            podChanges
                    .computeIfAbsent(pod.namespace() + "/" + pod.cluster(), key -> new AtomicLong())
                    .incrementAndGet();
        }
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}
