package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.operator.settings.Settings;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final List<String> loaded = new ArrayList<>();
    private final Settings settings = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(Settings.class)
            .build()
            .getConfigMapping(Settings.class);
    private final Sessions sessions = new Sessions(
            new SeenNodes(1),
            new StateStore() {
                @Override
                public Optional<SavedState> load(CacheCluster cluster) {
                    loaded.add(cluster.getMetadata().getUid());
                    return Optional.empty();
                }

                @Override
                public void save(CacheCluster cluster, SavedState state) {}
            },
            settings,
            new SteadyClock(Instant.parse("2026-01-01T00:00:00Z"), () -> 0));

    @AfterEach
    void stop() {
        sessions.stop();
    }

    @Test
    void anotherCacheClusterOfTheSameNameGetsASessionOfItsOwn() {
        ClusterSession first = sessions.open(cluster("one"));
        assertThat(sessions.open(cluster("one"))).isSameAs(first);
        ClusterSession second = sessions.open(cluster("two"));
        assertThat(second).as("what the first one saved is gone with it").isNotSameAs(first);
        assertThat(sessions.get("larder", "gpu")).isSameAs(second);
        assertThat(first.isOf(cluster("two")))
                .as("or Datasets would be admitted to what is about to end")
                .isFalse();
        assertThat(loaded).containsExactly("one", "two");
    }

    private static CacheCluster cluster(String uid) {
        return Serialization.unmarshal("""
                apiVersion: larder.dev/v1alpha1
                kind: CacheCluster
                metadata: {name: gpu, namespace: larder, uid: %s, generation: 1}
                spec:
                  nodes: {selector: {}}
                  storage: {disks: [{path: /mnt/larder, capacity: 100Gi}]}
                  origins: [{account: contoso, credential: {anonymous: {}}}]
                """.formatted(uid), CacheCluster.class);
    }
}
