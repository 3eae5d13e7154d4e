package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.dataset.AzureBlob;
import dev.larder.crds.dataset.CacheClusterRef;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetSpec;
import dev.larder.crds.dataset.DatasetStatus;
import dev.larder.crds.dataset.Placement;
import dev.larder.crds.dataset.Retention;
import dev.larder.crds.dataset.Source;
import dev.larder.crds.dataset.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.catalog.Listing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlansTest {
    private final Plans plans = new Plans();

    @Test
    void holdsWhatExistsAndWasAdmitted() {
        plans.exist(Set.of("a", "b"));
        plans.admit(plan("a"));
        assertThat(plans.held()).containsOnlyKeys("a");
    }

    /** The watch of the CacheCluster's controller is behind: it has seen the first of two new Datasets only. */
    @Test
    void aDatasetThatOnlyOneWatchHasSeenIsNotForgotten() {
        plans.exist(Set.of());
        plans.admit(plan("second"));
        assertThat(plans.exist(Set.of("first"))).isTrue();
        assertThat(plans.held()).isEmpty();
        assertThat(plans.exist(Set.of("first", "second"))).isTrue();
        assertThat(plans.held()).containsOnlyKeys("second");
    }

    @Test
    void aDeletedDatasetIsNotHeldThoughItIsAdmittedOnceMore() {
        plans.exist(Set.of("a", "b"));
        plans.admit(plan("a"));
        plans.exist(Set.of("b"));
        assertThat(plans.admitted("a")).isNull();
        plans.admit(plan("a"));
        assertThat(plans.held()).isEmpty();
    }

    @Test
    void saysWhatIsNews() {
        assertThat(plans.exist(Set.of("a"))).isTrue();
        assertThat(plans.exist(Set.of("a"))).isFalse();
        DatasetPlan plan = plan("a");
        assertThat(plans.admit(plan)).isTrue();
        assertThat(plans.admit(plan)).isFalse();
        assertThat(plans.refuse("a")).isTrue();
        assertThat(plans.refuse("a")).isFalse();
    }

    /** Each look writes statuses; if these led to the next look, looks would follow each other as fast as they may. */
    @Test
    void aWrittenStatusIsNoNews() {
        plans.admit(plan("a"));
        DatasetPlan written = plan("a");
        written.dataset().getMetadata().setResourceVersion("2");
        written.dataset()
                .setStatus(Serialization.unmarshal("observedGeneration: 1\nwarmPercent: 40", DatasetStatus.class));
        assertThat(plans.admit(written)).isFalse();
        assertThat(plans.admitted("a")).isSameAs(written);
    }

    @Test
    void anotherSpecIsNews() {
        plans.admit(plan("a"));
        DatasetPlan other = plan("a");
        other.dataset().setSpec(spec("other"));
        assertThat(plans.admit(other)).isTrue();
    }

    /** The status waits for decisions about its generation, and nothing but news leads to them soon. */
    @Test
    void anotherGenerationIsNewsThoughItReadsTheSame() {
        plans.admit(plan("a"));
        DatasetPlan next = plan("a");
        next.dataset().getMetadata().setGeneration(2L);
        assertThat(plans.admit(next)).isTrue();
    }

    private static DatasetPlan plan(String uid) {
        Dataset dataset = new Dataset();
        dataset.setMetadata(new ObjectMetaBuilder().withUid(uid).build());
        dataset.setSpec(spec("train"));
        return new DatasetPlan(
                dataset, new Listing("s", new ManifestId("ab".repeat(32)), 100, 1, 1 << 20, 1 << 20, Instant.EPOCH));
    }

    private static DatasetSpec spec(String container) {
        return new DatasetSpec(
                new CacheClusterRef("gpu", null),
                new Source(new AzureBlob("contoso", container, "", List.of(), List.of())),
                Placement.DEFAULT,
                WarmUp.DEFAULT,
                Retention.DEFAULT);
    }
}
