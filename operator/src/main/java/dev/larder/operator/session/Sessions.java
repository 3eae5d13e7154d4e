package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.manifest.ManifestId;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.feed.FeedCluster;
import dev.larder.operator.feed.FeedClusters;
import dev.larder.operator.nodes.Observed;
import dev.larder.operator.nodes.Seen;
import dev.larder.operator.settings.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sessions of all CacheClusters while this operator leads. Thread-safe. */
@Singleton
public class Sessions implements FeedClusters, SessionListener {
    /** So long after the controllers started, an unknown cluster may merely not have been reconciled yet. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final Surroundings surroundings;
    private final Map<String, ClusterSession> sessions = new ConcurrentHashMap<>();
    private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean leads;
    private volatile @Nullable Instant startedAt;

    @Inject
    Sessions(KubernetesClient client, Observed observed, Settings settings) {
        this(observed, new ConfigMapStore(client), settings, new SteadyClock(Instant.now(), System::nanoTime));
        observed.onChange(() -> sessions.values().forEach(ClusterSession::signal));
    }

    Sessions(Seen observed, StateStore store, Settings settings, Clock steady) {
        this.surroundings = new Surroundings(observed, store, settings, steady, Clock.systemUTC(), this);
    }

    /** From now on this operator leads. */
    public void lead() {
        leads = true;
    }

    /** The controllers run. */
    public void started() {
        startedAt = surroundings.clock().instant();
    }

    public boolean leads() {
        return leads;
    }

    /** Manifests that cache nodes have been told of. */
    public Set<ManifestId> manifestsInUse() {
        return sessions.values().stream()
                .flatMap(session -> session.view().datasets().values().stream())
                .map(DatasetView::listing)
                .filter(Objects::nonNull)
                .map(Listing::revision)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends every feed at once, so that nodes find the next operator. */
    public void stop() {
        leads = false;
        sessions.values().forEach(ClusterSession::close);
        sessions.clear();
    }

    public void listen(SessionListener listener) {
        listeners.add(listener);
    }

    /** The session of that CacheCluster, begun if there is none; another object of the same name gets another one. */
    public ClusterSession open(CacheCluster cluster) {
        String key =
                key(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
        return sessions.compute(key, (k, known) -> {
            if (known != null && known.isOf(cluster)) {
                return known;
            }
            // The first one went without being cleaned up after, as when its finalizer is taken away by hand.
            ClusterSession next = begin(cluster);
            if (known != null) {
                known.close();
            }
            return next;
        });
    }

    private ClusterSession begin(CacheCluster cluster) {
        ClusterSession session = new ClusterSession(cluster, surroundings);
        session.start();
        return session;
    }

    public @Nullable ClusterSession get(String namespace, String name) {
        return sessions.get(key(namespace, name));
    }

    public void close(String namespace, String name) {
        ClusterSession session = sessions.remove(key(namespace, name));
        if (session != null) {
            session.close();
        }
    }

    public Collection<ClusterSession> all() {
        return List.copyOf(sessions.values());
    }

    @Override
    public Availability availability(String namespace, String name) {
        if (!leads) {
            return Availability.NOT_LEADING;
        }
        if (sessions.containsKey(key(namespace, name))) {
            return Availability.SERVED;
        }
        Instant since = startedAt;
        boolean early = since == null || surroundings.clock().instant().isBefore(since.plus(WARM_UP));
        return early ? Availability.NOT_YET : Availability.UNKNOWN;
    }

    @Override
    public @Nullable FeedCluster find(String namespace, String name) {
        return sessions.get(key(namespace, name));
    }

    @Override
    public void clusterChanged(String namespace, String name) {
        listeners.forEach(l -> l.clusterChanged(namespace, name));
    }

    @Override
    public void datasetChanged(String namespace, String name) {
        listeners.forEach(l -> l.datasetChanged(namespace, name));
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
