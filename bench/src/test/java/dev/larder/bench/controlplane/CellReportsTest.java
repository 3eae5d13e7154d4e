package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.CellReport;
import dev.larder.model.topology.Levels;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellReportsTest {
    @Test
    void whatRelaysTellIsValidAndChanges() throws Exception {
        Told told = new Told(
                ClusterMap.empty(Levels.aks()), new Catalog(3, List.of(), List.of(dataset("one"), dataset("two"))));
        byte[] first = CellReports.of(told, List.of("a", "b", "c"), 1);
        byte[] second = CellReports.of(told, List.of("a", "b", "c"), 2);
        assertThat(second).isNotEqualTo(first);
        CellReport read = CellReport.fromWire(dev.larder.model.wire.CellReport.parseFrom(first));
        assertThat(read.relay()).isEqualTo("a");
        assertThat(first.length)
                .as("another Dataset is told of too")
                .isGreaterThan(CellReports.of(
                                new Told(told.map(), new Catalog(3, List.of(), List.of(dataset("one")))),
                                List.of("a", "b", "c"),
                                1)
                        .length);
    }

    private static DatasetEntry dataset(String uid) {
        return new DatasetEntry(
                uid,
                "ns",
                uid,
                "account",
                "container",
                new Geometry(4 << 20, 16 << 20),
                "Node",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of(new Revision(new ManifestId("ab".repeat(32)), 100, true)));
    }
}
