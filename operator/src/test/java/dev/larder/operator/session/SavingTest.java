package dev.larder.operator.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SavingTest {
    private static final Levels LEVELS = new Levels(List.of(new Level("Zone", List.of("zone"))), 256);
    private static final Catalog CATALOG = new Catalog(7, List.of(), List.of());

    private final List<SavedState> written = new ArrayList<>();
    private final SavedState start = saved(map());
    private final Saving saving = new Saving(new Kept(), start);
    private Instant now = Instant.EPOCH;

    @Test
    void aNewEpochIsSafeBeforeItIsPublished() {
        publish(start.map().edit().drain("node-1").build());
        assertThat(written).singleElement().satisfies(state -> {
            assertThat(state.map().epoch()).isEqualTo(start.map().epoch() + 1);
            assertThat(state.reserved()).isEqualTo(state.map().version());
        });
    }

    @Test
    void whoIsAvoidedForAMomentCostsAWriteForAThousandVersions() {
        ClusterMap map = start.map();
        for (int i = 0; i < 2_000; i++) {
            map = i % 2 == 0
                    ? map.edit().leafOnly("node-1").build()
                    : map.edit().activate("node-1", 10).build();
            publish(map);
            assertThat(written.getLast().reserved()).isGreaterThanOrEqualTo(map.version());
        }
        assertThat(written).hasSize(2);
    }

    @Test
    void manyEpochsAndWhatSettlesThemCostAWriteForEachEpochAndOneForAThousandVersions() {
        ClusterMap map = start.map();
        for (int i = 0; i < 20; i++) {
            map = i % 2 == 0
                    ? map.edit().drain("node-1").build()
                    : map.edit().activate("node-1", 10).build();
            publish(map);
            map = map.edit().settle().build();
            publish(map);
            assertThat(written.getLast().reserved()).isGreaterThanOrEqualTo(map.version());
            assertThat(written.getLast().map().epoch()).isEqualTo(map.epoch());
        }
        assertThat(written).hasSize(20 + 1);
        now = now.plusSeconds(31);
        publish(map);
        assertThat(written.getLast().map()).as("in the end all of it").isEqualTo(map);
    }

    @Test
    void theNextOperatorUsesNoVersionThatWasPublished() {
        ClusterMap map = start.map().edit().leafOnly("node-1").build();
        publish(map);
        publish(map.edit().activate("node-1", 10).build());
        SavedState next = written.getLast().resumed();
        assertThat(next.map().version()).isGreaterThan(map.version() + 1);
        assertThat(next.reserved()).isEqualTo(next.map().version());
    }

    @Test
    void whenItIsQuietTheNextOperatorPublishesExactlyThis() {
        ClusterMap map = start.map().edit().leafOnly("node-1").build();
        publish(map);
        now = now.plusSeconds(31);
        publish(map);
        publish(map);
        assertThat(written).hasSize(2);
        assertThat(written.getLast().resumed().map()).isEqualTo(map);
    }

    @Test
    void anotherSeatIsAnotherShareAndSafeBeforeItIsPublished() {
        // Three nodes, then 130 more in the zone: who joins anew at the same place gets a seat in the zone's own
        // tables.
        var edit = start.map().edit();
        for (int i = 0; i < 130; i++) {
            edit.join("other-" + i, LEVELS.locate(Map.of("zone", "1")), "10.0.1." + i, 8711, 10);
        }
        ClusterMap before = edit.build();
        ClusterMap gone = before.edit().down("node-1").settle().build();
        ClusterMap after = gone.edit()
                .join("node-1", LEVELS.locate(Map.of("zone", "1")), "10.0.0.1", 8711, 10)
                .settle()
                .build();
        after = ClusterMap.fromWire(
                after.toWire().toBuilder().setEpoch(before.epoch()).build());
        int moved = before.indexOf("node-1");
        assertThat(after.node(moved).seat()).isNotEqualTo(before.node(moved).seat());
        publish(before);
        publish(after);
        assertThat(written.getLast().map()).isEqualTo(after);
        assertThat(written.getLast().reserved())
                .as("not only because its version was not reserved")
                .isEqualTo(after.version());
    }

    @Test
    void nothingIsWrittenWhenNothingChanges() {
        publish(start.map());
        now = now.plusSeconds(60);
        publish(start.map());
        assertThat(written).isEmpty();
    }

    private void publish(ClusterMap map) {
        saving.before(new CacheCluster(), map, CATALOG, Map.of(), now);
    }

    private static ClusterMap map() {
        var edit = ClusterMap.empty(LEVELS).edit();
        for (int i = 0; i < 3; i++) {
            edit.join("node-" + i, LEVELS.locate(Map.of("zone", "1")), "10.0.0." + i, 8711, 10);
        }
        return edit.build();
    }

    private static SavedState saved(ClusterMap map) {
        return new SavedState(map, map.version(), CATALOG, Map.of());
    }

    private final class Kept implements StateStore {
        @Override
        public Optional<SavedState> load(CacheCluster cluster) {
            return Optional.empty();
        }

        @Override
        public void save(CacheCluster cluster, SavedState state) {
            written.add(state);
        }
    }
}
