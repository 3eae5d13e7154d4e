package dev.larder.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.dataset.AzureBlob;
import dev.larder.crds.dataset.CacheClusterRef;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetSpec;
import dev.larder.crds.dataset.Placement;
import dev.larder.crds.dataset.Retention;
import dev.larder.crds.dataset.Source;
import dev.larder.crds.dataset.WarmUp;
import dev.larder.crds.size.DataSize;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityTest {
    private static final long GIB = 1L << 30;

    /** Two zones of two nodes. */
    private final ClusterMap map = ClusterMap.empty(Levels.aks())
            .edit()
            .join("a", Location.of("z1", "gpu", ""), "10.0.0.1", 8701, 10)
            .join("b", Location.of("z1", "gpu", ""), "10.0.0.2", 8701, 10)
            .join("c", Location.of("z2", "gpu", ""), "10.0.0.3", 8701, 10)
            .join("d", Location.of("z2", "gpu", ""), "10.0.0.4", 8701, 10)
            .build();

    @Test
    void oneCopyPerZoneIsHalfOnEachNode() {
        assertThat(shortages(plan("x", 18, "Zone", 1, 0))).isEmpty();
        assertThat(shortages(plan("x", 19, "Zone", 1, 0))).containsOnlyKeys("x");
    }

    @Test
    void scopesAndReplicasCount() {
        assertThat(shortages(plan("x", 36, "Cluster", 1, 0))).isEmpty();
        assertThat(shortages(plan("x", 38, "Cluster", 1, 0))).containsOnlyKeys("x");
        assertThat(shortages(plan("x", 9, "Node", 1, 0))).isEmpty();
        assertThat(shortages(plan("x", 10, "Node", 1, 0))).containsOnlyKeys("x");
        assertThat(shortages(plan("x", 9, "Zone", 2, 0))).isEmpty();
        assertThat(shortages(plan("x", 10, "Zone", 5, 0))).containsOnlyKeys("x");
    }

    @Test
    void whoComesFirstReserves() {
        Map<String, String> shortages = shortages(plan("low", 12, "Zone", 1, 0), plan("high", 12, "Zone", 1, 5));
        assertThat(shortages).containsOnlyKeys("low");
        assertThat(shortages.get("low")).contains("would hold 6 GiB").contains("3.2 GiB left of 9.2 GiB");
    }

    @Test
    void aQuotaIsAllThatIsReserved() {
        Retention small = new Retention(null, null, "2Gi");
        assertThat(shortages(plan("x", 99, "Node", 1, 0, WarmUp.Strategy.FULL, small)))
                .isEmpty();
        assertThat(shortages(
                        plan("x", 99, "Node", 1, 1, WarmUp.Strategy.FULL, small),
                        plan("y", 8, "Node", 1, 0, WarmUp.Strategy.FULL, Retention.DEFAULT)))
                .containsOnlyKeys("y");
    }

    @Test
    void onlyWhatIsPinnedReserves() {
        Retention loose = new Retention(false, null, null);
        Retention pinned = new Retention(true, null, null);
        assertThat(shortages(
                        plan("loose", 99, "Node", 1, 9, WarmUp.Strategy.FULL, loose),
                        plan("lazy", 99, "Node", 1, 9, WarmUp.Strategy.ON_DEMAND, Retention.DEFAULT),
                        plan("x", 9, "Node", 1, 0)))
                .isEmpty();
        assertThat(shortages(
                        plan("kept", 5, "Node", 1, 9, WarmUp.Strategy.ON_DEMAND, pinned), plan("x", 5, "Node", 1, 0)))
                .containsOnlyKeys("x");
    }

    @Test
    void aNodeThatHasLostADiskHasRoomForLess() {
        assertThat(Capacity.shortages(
                        map,
                        List.of(plan("x", 18, "Zone", 1, 0)),
                        node -> node.name().equals("c") ? 5 * GIB : 10 * GIB))
                .hasEntrySatisfying("x", why -> assertThat(why).contains("node c", "of 4.6 GiB usable"));
    }

    @Test
    void theCatalogSaysHowEachIsKept() {
        assertThat(kept(WarmUp.Strategy.FULL, Retention.DEFAULT, true)).isEqualTo(kept(true, 4, 0));
        assertThat(kept(WarmUp.Strategy.FULL, Retention.DEFAULT, false)).isEqualTo(kept(true, 4, 0));
        assertThat(kept(WarmUp.Strategy.ON_DEMAND, Retention.DEFAULT, true)).isEqualTo(kept(false, 4, 0));
        assertThat(kept(WarmUp.Strategy.FULL, new Retention(false, -7, "5Mi"), true))
                .isEqualTo(kept(false, -7, 5 << 20));
        assertThat(kept(WarmUp.Strategy.ON_DEMAND, new Retention(true, null, null), true))
                .isEqualTo(kept(true, 4, 0));
        assertThat(kept(WarmUp.Strategy.ON_DEMAND, new Retention(true, null, null), false))
                .as("pinned, but not all of it fits")
                .isEqualTo(kept(false, 4, 0));
    }

    private static dev.larder.model.catalog.Retention kept(boolean pinned, int priority, long quota) {
        return new dev.larder.model.catalog.Retention(pinned, priority, quota);
    }

    private static dev.larder.model.catalog.Retention kept(
            WarmUp.Strategy strategy, Retention retention, boolean fits) {
        return Catalogs.entry(plan("x", 1, "Zone", 1, 4, strategy, retention), 4 << 20, fits)
                .retention();
    }

    @Test
    void nothingFitsOrNotBeforeThereAreNodes() {
        assertThat(Capacity.shortages(
                        ClusterMap.empty(Levels.aks()), List.of(plan("x", 99, "Zone", 1, 0)), node -> GIB))
                .isEmpty();
    }

    @Test
    void theCatalogChangesItsVersionOnlyWithItsContent() {
        DatasetPlan plan = plan("x", 1, "Zone", 1, 0);
        Catalog first = next(Catalog.EMPTY, plan, true);
        assertThat(first.version()).isEqualTo(1);
        assertThat(next(first, plan, true)).isSameAs(first);
        Catalog second = next(first, plan, false);
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.datasets().getFirst().suspended()).isTrue();
    }

    private static Catalog next(Catalog before, DatasetPlan plan, boolean fits) {
        return Catalogs.next(
                before, List.of(), List.of(Catalogs.entry(plan, 4 << 20, fits)), before.network(), before.onDemand());
    }

    @Test
    void largeDatasetsHaveLargeExtents() {
        assertThat(Catalogs.geometry(4 << 20, 1L << 40, 1).extentBytes()).isEqualTo(16 << 20);
        assertThat(Catalogs.geometry(4 << 20, (1L << 40) + 1, 1).extentBytes()).isEqualTo(64 << 20);
        assertThat(Catalogs.geometry(32 << 20, 1, 1).extentBytes()).isEqualTo(32 << 20);
    }

    /** A reader asks for each extent once; an account sends at most 200 Gbit/s. */
    @ParameterizedTest
    @ValueSource(strings = {"64Ki", "128Ki", "256Ki", "512Ki", "1Mi", "2Mi", "4Mi", "8Mi", "16Mi", "32Mi", "64Mi"})
    void noBlobIsAskedForMoreExtentsInASecondThanItAnswers(String chunkSize) {
        long account = 200_000_000_000L / 8;
        int chunk = (int) DataSize.parse(chunkSize).bytes();
        for (long blob = 1; blob < 1L << 45; blob = blob * 5 / 4 + 1) {
            for (long dataset : new long[] {blob, 2 * blob, 1L << 50}) {
                Geometry geometry = Catalogs.geometry(chunk, dataset, blob);
                long extents = (blob + geometry.extentBytes() - 1) / geometry.extentBytes();
                long perSecond = account / geometry.extentBytes();
                assertThat(Math.min(extents, perSecond))
                        .as("a blob of %d bytes", blob)
                        .isLessThanOrEqualTo(Catalogs.BLOB_REQUESTS);
            }
        }
    }

    private Map<String, String> shortages(DatasetPlan... plans) {
        return Capacity.shortages(map, List.of(plans), node -> 10 * GIB);
    }

    private static DatasetPlan plan(String name, long gib, String scope, int replicas, int priority) {
        return plan(name, gib, scope, replicas, priority, WarmUp.Strategy.FULL, Retention.DEFAULT);
    }

    private static DatasetPlan plan(
            String name,
            long gib,
            String scope,
            int replicas,
            int priority,
            WarmUp.Strategy strategy,
            Retention retention) {
        Dataset dataset = new Dataset();
        dataset.setMetadata(new ObjectMetaBuilder()
                .withNamespace("vision")
                .withName(name)
                .withUid(name)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .build());
        dataset.setSpec(new DatasetSpec(
                new CacheClusterRef("gpu", null),
                new Source(new AzureBlob("contoso", "train", "", List.of(), List.of())),
                new Placement(scope, replicas),
                new WarmUp(strategy, priority, false, null, null),
                retention));
        return new DatasetPlan(
                dataset, new Listing("s", new ManifestId("ab".repeat(32)), 100, 1, gib * GIB, GIB, Instant.EPOCH));
    }
}
