package dev.larder.operator.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.condition.Reason;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.reports.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WarmthTest {
    private static final ManifestId REVISION = new ManifestId("ab".repeat(32));
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Map<String, NodeReport> reports = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private ClusterMap map = join(ClusterMap.empty(Levels.aks()), "a", "b", "c");
    private DatasetEntry dataset = entry(WarmUp.FULL, false);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable Verdict last;
    private @Nullable String shortage;
    private long since;

    @Test
    void warmOnlyWhenEveryOwnerHasReportedThisEpochAndHoldsAll() {
        held("a", 10, 10);
        held("b", 10, 10);
        assertThat(judge().warm()).isFalse();
        held("c", 10, 9);
        assertThat(judge()).satisfies(v -> {
            assertThat(v.warm()).isFalse();
            assertThat(v.reason()).isEqualTo(Reason.WARMING);
            assertThat(v.message())
                    .contains("29 B of 30 B")
                    .contains("zone z3 lacks 1 B")
                    .contains("epoch 1");
        });
        held("c", 10, 10);
        assertThat(judge()).satisfies(v -> {
            assertThat(v.warm()).isTrue();
            assertThat(v.reason()).isEqualTo(Reason.ALL_HELD);
            assertThat(v.message()).contains("3 nodes hold all 30 B (epoch 1)");
        });
    }

    @Test
    void requiringNothingOfADatasetWithBytesIsNoProof() {
        held("a", 0, 0);
        held("b", 0, 0);
        held("c", 0, 0);
        assertThat(judge().warm()).isFalse();
    }

    @Test
    void doesNotFlapWhileANewEpochIsReported() {
        warm();
        map = join(map, "d");
        now = now.plusSeconds(5);
        assertThat(judge().warm()).isTrue();
        assertThat(said()).contains("epoch 1");
        held("a", 7, 7);
        held("b", 8, 8);
        held("c", 8, 8);
        held("d", 7, 0);
        assertThat(judge()).satisfies(v -> {
            assertThat(v.warm()).isFalse();
            assertThat(v.reason()).isEqualTo(Reason.REPAIRING);
        });
        held("d", 7, 7);
        assertThat(judge().warm()).isTrue();
        assertThat(said()).contains("epoch 2");
    }

    @Test
    void aStatementDoesNotOutliveItsTime() {
        warm();
        map = join(map, "d");
        now = now.plusSeconds(29);
        assertThat(judge().warm()).isTrue();
        now = now.plusSeconds(1);
        assertThat(judge().warm()).isFalse();
    }

    @Test
    void aRestartingNodeDoesNotMatterForAWhileAndThenIsNamed() {
        warm();
        silent.add("b");
        now = now.plusSeconds(20);
        assertThat(judge().warm()).isTrue();
        now = now.plusSeconds(10);
        assertThat(judge()).satisfies(v -> {
            assertThat(v.warm()).isFalse();
            assertThat(v.reason()).isEqualTo(Reason.NODES_MISSING);
            assertThat(v.message()).contains("zone z2: b");
        });
        silent.clear();
        assertThat(judge().warm()).isTrue();
    }

    @Test
    void whatAVanishedNodeHeldIsMissedAtOnce() {
        warm();
        map = map.edit().down("b").build();
        now = now.plusSeconds(1);
        assertThat(judge()).satisfies(v -> {
            assertThat(v.warm()).isFalse();
            assertThat(v.reason()).isEqualTo(Reason.NODES_MISSING);
            assertThat(v.message()).contains("lost 10 B").contains("zone z2: b");
        });
        held("a", 15, 10);
        held("c", 15, 10);
        assertThat(judge().reason()).isEqualTo(Reason.REPAIRING);
    }

    @Test
    void aStatementOfTheLastOperatorStandsUntilNodesHaveReported() {
        last = new Verdict(true, Reason.ALL_HELD, "3 nodes hold all 30 B (epoch 1)", null, now, true);
        now = now.plusSeconds(10);
        assertThat(judge().warm()).isTrue();
        now = now.plusSeconds(20);
        assertThat(judge().warm()).isFalse();
    }

    @Test
    void wantOfRoomIsNamedWithTheNumbersWhateverElseFails() {
        held("a", 10, 10);
        report("b", 10, 4, 0, new FillFailure("OVER_QUOTA", "node b has room for 12 MiB more of it", 1));
        report("c", 10, 3, 0, new FillFailure("ORIGIN_DENIED", "403 from contoso", 30));
        assertThat(judge().warm()).isFalse();
        assertThat(judge().reason()).isEqualTo(Reason.QUOTA_REACHED);
        assertThat(said()).contains("node b has room for 12 MiB more of it; 17 B of 30 B held");
        report("b", 10, 4, 0, new FillFailure("NO_SPACE", "node b has room for 12 MiB more of it", 1));
        assertThat(judge().reason()).isEqualTo(Reason.INSUFFICIENT_CAPACITY);
    }

    @Test
    void failuresAreReasons() {
        held("a", 10, 10);
        held("b", 10, 10);
        report("c", 10, 3, 0, new FillFailure("ORIGIN_DENIED", "403 from contoso", 2));
        assertThat(judge().reason()).isEqualTo(Reason.WARMING);
        report("c", 10, 3, 0, new FillFailure("ORIGIN_DENIED", "403 from contoso", 3));
        assertThat(judge().reason()).isEqualTo(Reason.ORIGIN_FAILING);
        assertThat(said()).contains("403 from contoso");
        report("c", 10, 3, 2, null);
        assertThat(judge().reason()).isEqualTo(Reason.SOURCE_CHANGED);
        assertThat(said()).contains("2 blobs").contains("x/changed");
    }

    @Test
    void saysWhyNothingIsWarmed() {
        held("a", 10, 0);
        dataset = entry(WarmUp.FULL, true);
        assertThat(judge().reason()).isEqualTo(Reason.SUSPENDED);
        shortage = "does not fit";
        assertThat(judge().reason()).isEqualTo(Reason.INSUFFICIENT_CAPACITY);
        shortage = null;
        dataset = entry(WarmUp.ON_DEMAND, false);
        assertThat(judge().reason()).isEqualTo(Reason.ON_DEMAND);
    }

    @Test
    void aSuspendedDatasetThatIsAllHeldIsWarm() {
        dataset = entry(WarmUp.FULL, true);
        warm();
    }

    @Test
    void whoHasNotHeardWhatIsAskedNowIsNotDone() {
        for (String node : List.of("a", "b", "c")) {
            held(node, 10, 10);
        }
        since = 2;
        assertThat(judge()).satisfies(v -> {
            assertThat(v.warm()).isFalse();
            assertThat(v.message()).contains("3 of 3 nodes have not yet reported");
        });
        since = 1;
        assertThat(judge().warm()).isTrue();
    }

    private void warm() {
        for (String node : List.of("a", "b", "c")) {
            held(node, 10, 10);
        }
        assertThat(judge().warm()).isTrue();
    }

    private String said() {
        return Objects.requireNonNull(last).message();
    }

    private Verdict judge() {
        Reports said = new Reports() {
            @Override
            public @Nullable Said last(String node) {
                NodeReport report = reports.get(node);
                return report == null ? null : new Said.Alone(report);
            }

            @Override
            public boolean fresh(String node) {
                return reports.containsKey(node) && !silent.contains(node);
            }
        };
        Verdict verdict = Warmth.judge(
                map, dataset, Tally.of(dataset, since, Standing.of(map, said)), said, 30, shortage, last, GRACE, now);
        last = verdict;
        return verdict;
    }

    private void held(String node, long required, long held) {
        report(node, required, held, 0, null);
    }

    private void report(String node, long required, long held, long changed, @Nullable FillFailure failure) {
        DatasetReport report = new DatasetReport(
                "uid", REVISION, map.epoch(), required, held, 0, 0, 0, 0, 0, changed, "x/changed", failure, true);
        reports.put(node, new NodeReport(node, 1, 1, map.version(), 1, 100, held, List.of(report)));
    }

    private static ClusterMap join(ClusterMap map, String... nodes) {
        MapEdit edit = map.edit();
        for (String node : nodes) {
            edit.join(node, Location.of("z" + (node.charAt(0) - 'a' + 1), "gpu", ""), "10.0.0.1", 8701, 10);
        }
        return edit.build();
    }

    private static DatasetEntry entry(WarmUp warmUp, boolean suspended) {
        return new DatasetEntry(
                "uid",
                "vision",
                "imagenet",
                "contoso",
                "train",
                new Geometry(4 << 20, 16 << 20),
                "Zone",
                1,
                warmUp,
                0,
                suspended,
                List.of(new Revision(REVISION, 100, true)));
    }
}
