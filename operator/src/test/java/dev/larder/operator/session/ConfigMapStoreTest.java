package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.operator.api.KeptObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void aMapWhosePiecesDoNotBelongTogetherIsNotTaken() {
        store.save(cluster, state(100_000, 5));
        // Another operator, which did not know, wrote over the pieces that count, and then stopped.
        ConfigMapStore other = next();
        api.failWritesAfter(2);
        assertThatThrownBy(() -> other.save(cluster, state(100_000, 6)));
        api.failWritesAfter(Integer.MAX_VALUE);
        SavedState saved = state(100_000, 5);
        assertThat(next().load(cluster))
                .contains(SavedState.withoutMap(saved.reserved(), saved.catalog(), saved.listings()));
    }

    /** Its machine stood still for so long that another one leads. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void whoNoLongerLeadsDoesNotWriteOverItsSuccessor(int nodes) {
        AtomicLong nanos = new AtomicLong();
        ConfigMapStore last = new ConfigMapStore(api.client(), nanos::get);
        last.save(cluster, state(nodes, 5));
        ConfigMapStore successor = next();
        successor.load(cluster);
        successor.save(cluster, state(nodes, 6));

        assertThatThrownBy(() -> last.save(cluster, state(nodes, 7))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> last.save(cluster, state(nodes, 8))).hasMessageContaining("somebody else");
        assertThat(next().load(cluster)).contains(state(nodes, 6));

        nanos.addAndGet(Duration.ofSeconds(21).toNanos());
        last.save(cluster, state(nodes, 9));
        assertThat(next().load(cluster)).as("it is the leader after all").contains(state(nodes, 9));
    }

    @Test
    void aMapOfAnotherVersionDoesNotTakeTheCatalogWithIt() {
        SavedState state = state(10, 5);
        store.save(cluster, state);
        ConfigMap saved = api.client()
                .configMaps()
                .inNamespace("ns")
                .withName("gpu-cache-state")
                .get();
        byte[] map = Base64.getDecoder().decode(saved.getBinaryData().get("map"));
        map[3] = 'X';
        saved.getBinaryData().put("map", Base64.getEncoder().encodeToString(map));
        api.client().resource(saved).update();
        SavedState found = next().load(cluster).orElseThrow();
        assertThat(found.hasMap()).isFalse();
        assertThat(found).isEqualTo(SavedState.withoutMap(state.reserved(), state.catalog(), state.listings()));

        cluster.setSpec(Serialization.unmarshal("spec: {}", CacheCluster.class).getSpec());
        SavedState start = Restoring.from(cluster, Optional.of(found), Instant.EPOCH);
        assertThat(start.catalog()).isEqualTo(state.catalog());
        assertThat(start.listings()).isEqualTo(state.listings());
        assertThat(start.map().size()).isZero();
        assertThat(start.map().version())
                .as("no version that may have been published")
                .isEqualTo(state.reserved() + 1);
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
