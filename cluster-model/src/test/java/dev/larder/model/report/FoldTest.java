package dev.larder.model.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.larder.model.MalformedException;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final ManifestId MANIFEST = new ManifestId("ab".repeat(32));
    private static final ManifestId OTHER = new ManifestId("cd".repeat(32));
    private static final ClusterMap MAP = map();

    private static ClusterMap map() {
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        edit.join("a1", Location.of("z1", "p", ""), "h", 1, 10);
        edit.join("a2", Location.of("z1", "p", ""), "h", 1, 10);
        edit.join("b1", Location.of("", "p", ""), "h", 1, 10);
        edit.join("b2", Location.of("", "p", ""), "h", 1, 10).drain("b2");
        return edit.build();
    }

    private static NodeReport node(String name, DatasetReport... datasets) {
        return new NodeReport(name, 1, 1, MAP.version(), 1, 100, 50, List.of(datasets));
    }

    private static DatasetReport report(long epoch, long required, long held, @Nullable FillFailure failure) {
        return new DatasetReport("uid", MANIFEST, epoch, required, held, 5, 1, 7, 11, 3, 0, "", failure, true);
    }

    @Test
    void sumsPerZoneAndOverAll() {
        DatasetTotals totals = new Fold(
                        MAP,
                        0,
                        List.of(
                                node("a1", report(1, 100, 100, null)),
                                node("a2", report(1, 200, 150, null)),
                                node("b1", report(1, 300, 300, null)),
                                node("b2", report(1, 0, 0, null)),
                                node("gone", report(1, 999, 999, null))))
                .totals("uid", MANIFEST);
        assertThat(totals.zones())
                .containsExactly(
                        new DatasetTotals.Zone("Unknown", 1, 1, 300, 300),
                        new DatasetTotals.Zone("z1", 2, 2, 300, 250));
        assertThat(totals.requiredBytes()).isEqualTo(600);
        assertThat(totals.heldBytes()).isEqualTo(550);
        assertThat(totals.allHeld()).isFalse();
        assertThat(totals.missing()).isEmpty();
        assertThat(totals.originBytes()).as("also of nodes that own nothing").isEqualTo(25);
        assertThat(totals.peerBytes()).isEqualTo(35);
    }

    @Test
    void allHeldNeedsEveryMemberInThisEpoch() {
        NodeReport a1 = node("a1", report(1, 100, 100, null));
        NodeReport a2 = node("a2", report(1, 100, 100, null));
        NodeReport b1 = node("b1", report(1, 100, 100, null));
        assertThat(new Fold(MAP, 0, List.of(a1, a2, b1)).totals("uid", MANIFEST).allHeld())
                .isTrue();
        DatasetTotals stale =
                new Fold(MAP, 0, List.of(a1, a2, node("b1", report(0, 100, 100, null)))).totals("uid", MANIFEST);
        assertThat(stale.allHeld()).isFalse();
        assertThat(stale.missing()).containsExactly("b1");
        assertThat(stale.reported()).isEqualTo(2);
        assertThat(stale.members()).isEqualTo(3);
        assertThat(stale.requiredBytes()).isEqualTo(200);
    }

    @Test
    void whatWasNotWalkedIsMissing() {
        DatasetReport unwalked = new DatasetReport("uid", MANIFEST, 1, 0, 0, 0, 0, 0, 0, 0, 0, "", null, false);
        DatasetTotals totals = new Fold(MAP, -1, List.of(node("a1", unwalked))).totals("uid", MANIFEST);
        assertThat(totals.reported()).isZero();
        assertThat(totals.missing()).containsExactly("a1", "a2", "b1");
        assertThat(totals.zones()).isEmpty();
    }

    @Test
    void anotherRevisionIsAnotherSum() {
        DatasetTotals totals = new Fold(MAP, 0, List.of(node("a1", report(1, 100, 100, null)))).totals("uid", OTHER);
        assertThat(totals.requiredBytes()).isZero();
        assertThat(totals.missing()).hasSize(3);
        assertThat(totals.allHeld()).isFalse();
    }

    @Test
    void theMostFrequentFailureIsShown() {
        DatasetTotals totals = new Fold(
                        MAP,
                        0,
                        List.of(
                                node("a1", report(1, 1, 0, new FillFailure("Denied", "403", 5))),
                                node("a2", report(1, 1, 0, new FillFailure("Throttled", "503", 3))),
                                node("b1", report(1, 1, 0, new FillFailure("Throttled", "503 too", 4)))))
                .totals("uid", MANIFEST);
        assertThat(totals.failure()).isEqualTo(new FillFailure("Throttled", "503", 7));
    }

    @Test
    void reportsSurviveTheWire() {
        NodeReport report = node("a1", report(1, 2, 3, new FillFailure("Denied", "403", 5)), report(9, 8, 7, null));
        assertThat(NodeReport.fromWire(report.toWire())).isEqualTo(report);
        NodeReport accuses = new NodeReport("a1", 1, 1, 1, 1, 100, 50, List.of(), List.of("a2", "b1"));
        assertThat(NodeReport.fromWire(accuses.toWire())).isEqualTo(accuses);
    }

    @Test
    void reportsThatCannotBeAreRefused() {
        var wire = node("a1", report(1, 2, 3, null)).toWire();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(
                        () -> NodeReport.fromWire(wire.toBuilder().clearNode().build()));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() ->
                        NodeReport.fromWire(wire.toBuilder().setUsedBytes(-1).build()));
        assertThatExceptionOfType(MalformedException.class)
                .as("accuses more than a node may")
                .isThrownBy(() -> NodeReport.fromWire(wire.toBuilder()
                        .addAllSlowPeers(List.of("a", "b", "c", "d", "e"))
                        .build()));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> DatasetReport.fromWire(
                        wire.getDatasets(0).toBuilder().clearManifest().build()));
    }
}
