package dev.larder.bench.controlplane;

import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.CellFold;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import java.util.ArrayList;
import java.util.List;

/** What a relay tells of its cell: nodes that warm several Datasets, whose figures are others each time. Pure. */
final class CellReports {
    private static final int DATASETS = 5;
    private static final long REQUIRED = 70_000_000_000L;
    private static final long PIECE = 4 << 20;

    private CellReports() {}

    /** @param sequence of the relay's message, from 1 */
    static byte[] of(List<String> cell, int sequence) {
        List<CellFold.Said> said = new ArrayList<>(cell.size());
        for (int n = 0; n < cell.size(); n++) {
            List<DatasetReport> datasets = new ArrayList<>(DATASETS);
            for (int i = 0; i < DATASETS; i++) {
                datasets.add(dataset(i, n, sequence));
            }
            NodeReport report =
                    new NodeReport(cell.get(n), 1, 1L + sequence, 1, 1, 100L << 30, n * PIECE + sequence, datasets);
            said.add(new CellFold.Said(report.toWire(), n * 37L % 1_000));
        }
        return CellFold.of(cell.getFirst(), 1, sequence, said).toByteArray();
    }

    private static DatasetReport dataset(int i, int node, int sequence) {
        long held = REQUIRED - (node % 7 + 100L) * PIECE + sequence * PIECE / 10;
        return new DatasetReport(
                "0b0a3d6e-70f7-4b52-9c4a-3f1f1a6f3c0" + i,
                new ManifestId(("a" + i).repeat(32)),
                1,
                REQUIRED,
                held,
                node * 1_000_003L,
                node,
                held,
                held * 3,
                held * 2,
                0,
                "",
                null,
                true);
    }
}
