package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.operator.api.KeptObjects;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigMapStoreTest {
    private static final Levels LEVELS = new Levels(List.of(new Level("Zone", List.of("zone"))), 256);
    private static final int LIMIT = 64 << 10;

    private final CacheCluster cluster = new CacheCluster();
    private KeptObjects api;
    private ConfigMapStore store;

    @BeforeEach
    void start() throws IOException {
        cluster.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("gpu")
                .withUid("11111111-2222-3333-4444-555555555555")
                .build());
        api = new KeptObjects();
        store = new ConfigMapStore(api.client());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aSmallStateIsOneObjectAndComesBack() {
        SavedState state = state(1_000, 5);
        store.save(cluster, state);
        assertThat(api.objects()).hasSize(1);
        assertThat(next().load(cluster)).contains(state);
    }

    @Test
    void aHundredThousandNodesAreObjectsBelow64KiB() {
        SavedState state = state(100_000, 5);
        store.save(cluster, state);
        assertThat(api.objects())
                .hasSizeBetween(4, 12)
                .allSatisfy((path, object) -> assertThat(object).hasSizeLessThan(LIMIT));
        assertThat(next().load(cluster)).contains(state);

        SavedState later = state(100_000, 6);
        store.save(cluster, later);
        store.save(cluster, state);
        assertThat(api.objects()).as("two sets and an index").hasSizeLessThan(2 * 12);
        assertThat(next().load(cluster)).contains(state);
    }

    @Test
    void whoStopsInBetweenHasSpoiltNothing() {
        SavedState state = state(100_000, 5);
        store.save(cluster, state);
        api.failWritesAfter(3);
        assertThatThrownBy(() -> store.save(cluster, state(100_000, 6))).isInstanceOf(KubernetesClientException.class);
        api.failWritesAfter(Integer.MAX_VALUE);
        assertThat(next().load(cluster)).contains(state);

        ConfigMapStore successor = next();
        successor.load(cluster);
        successor.save(cluster, state(100_000, 7));
        assertThat(next().load(cluster)).contains(state(100_000, 7));
    }

    @Test
    void piecesThatDoNotBelongTogetherAreNoState() {
        store.save(cluster, state(100_000, 5));
        // Another operator, which did not know, wrote over the pieces that count, and then stopped.
        ConfigMapStore other = next();
        api.failWritesAfter(2);
        assertThatThrownBy(() -> other.save(cluster, state(100_000, 6)));
        api.failWritesAfter(Integer.MAX_VALUE);
        assertThat(next().load(cluster)).isEmpty();
    }

    private ConfigMapStore next() {
        return new ConfigMapStore(api.client());
    }

    private static SavedState state(int nodes, int weight) {
        var edit = ClusterMap.empty(LEVELS).edit();
        for (int i = 0; i < nodes; i++) {
            edit.join(
                    "aks-gpu-vmss%06d".formatted(i),
                    LEVELS.locate(Map.of("zone", "eastus2-" + i % 3)),
                    "10.%d.%d.7".formatted(i >> 8 & 255, i & 255),
                    8711,
                    i % 7 == 0 ? weight : 10);
        }
        ClusterMap map = edit.build();
        return new SavedState(map, map.version() + 40, new Catalog(3, List.of(), List.of()), Map.of());
    }
}
