package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.Dataset;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.settings.Settings;
import dev.larder.operator.warmth.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes said of a Dataset when its spec was another says nothing of what is asked for now. */
class OtherSpecTest {
    private static final int NODES = 3;
    private static final ManifestId REVISION = new ManifestId("ab".repeat(32));
    private static final ManifestId OTHER = new ManifestId("cd".repeat(32));

    private long nanos;
    private final SteadyClock clock = new SteadyClock(Instant.parse("2026-01-01T00:00:00Z"), () -> nanos);
    private final Settings settings = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(Settings.class)
            .withDefaultValue("larder.placement.silent-after", "1h")
            .build()
            .getConfigMapping(Settings.class);
    private final ClusterSession session = session();
    private long sequence = 1;

    @BeforeEach
    void warm() {
        session.admit(plan(1, "replicas: 1", REVISION));
        look();
        report(REVISION, 10);
        look();
        assertThat(verdict().warm()).isTrue();
    }

    @Test
    void moreCopiesAreNotThereBecauseFewerAre() {
        session.admit(plan(2, "replicas: 2", REVISION));
        look();
        assertThat(session.dataset("uid").generation()).isEqualTo(2);
        assertThat(verdict().warm()).isFalse();
        look();
        assertThat(verdict().warm()).isFalse();

        report(REVISION, 20);
        look();
        assertThat(verdict().warm()).isTrue();
    }

    @Test
    void anotherRevisionIsNotThereBecauseTheLastOneIs() {
        session.admit(plan(2, "replicas: 1", OTHER));
        look();
        assertThat(verdict()).satisfies(v -> {
            assertThat(v.warm()).isFalse();
            assertThat(v.reason()).isEqualTo(Reason.WAITING_FOR_NODES);
        });
        report(OTHER, 10);
        look();
        assertThat(verdict().warm()).isTrue();
    }

    @Test
    void whatChangesNothingThereLetsItStand() {
        session.admit(plan(2, "replicas: 1, scope: Zone", REVISION));
        look();
        assertThat(session.dataset("uid").generation()).isEqualTo(2);
        assertThat(verdict().warm()).isTrue();
    }

    @Test
    void whileAnotherSourceIsListedItIsNotWarm() {
        assertThat(Objects.requireNonNull(session.dataset("uid").ofOtherSource().verdict()))
                .satisfies(v -> {
                    assertThat(v.warm()).isFalse();
                    assertThat(v.message()).contains("spec.source has changed");
                });
    }

    private Verdict verdict() {
        return Objects.requireNonNull(session.dataset("uid").verdict());
    }

    private void look() {
        nanos += 200_000_000;
        session.look(clock.instant());
    }

    /** All nodes hold what they must, by the newest catalog. */
    private void report(ManifestId revision, long bytes) {
        sequence++;
        for (int i = 0; i < NODES; i++) {
            ClusterView view = session.view();
            DatasetReport dataset = new DatasetReport(
                    "uid", revision, view.map().epoch(), bytes, bytes, 0, 0, 0, 0, 0, 0, "", null, true);
            session.reported(new NodeReport(
                    SeenNodes.name(i),
                    1,
                    sequence,
                    view.map().version(),
                    view.catalog().version(),
                    100L << 30,
                    bytes,
                    List.of(dataset)));
        }
    }

    private ClusterSession session() {
        CacheCluster cluster = SeenNodes.cluster();
        SeenNodes seen = new SeenNodes(NODES);
        SessionListener nobody = new SessionListener() {
            @Override
            public void clusterChanged(String namespace, String name) {}

            @Override
            public void datasetChanged(String namespace, String name) {}
        };
        ClusterSession begun =
                new ClusterSession(cluster, new Surroundings(seen, new Forgetful(), settings, clock, clock, nobody));
        begun.update(cluster, List.of(), NODES);
        begun.datasets(Set.of(dataset(1, "replicas: 1")));
        seen.report(begun);
        return begun;
    }

    private static DatasetPlan plan(long generation, String placement, ManifestId revision) {
        return new DatasetPlan(
                dataset(generation, placement), new Listing("source", revision, 100, 1, 30, 30, Instant.EPOCH));
    }

    private static Dataset dataset(long generation, String placement) {
        return Serialization.unmarshal("""
                apiVersion: larder.dev/v1alpha1
                kind: Dataset
                metadata: {name: imagenet, namespace: bench, uid: uid, generation: %d}
                spec:
                  cacheClusterRef: {name: gpu}
                  source: {azureBlob: {account: contoso, container: train}}
                  placement: {%s}
                """.formatted(generation, placement), Dataset.class);
    }

    private static final class Forgetful implements StateStore {
        @Override
        public Optional<SavedState> load(CacheCluster cluster) {
            return Optional.empty();
        }

        @Override
        public void save(CacheCluster cluster, SavedState state) {}
    }
}
