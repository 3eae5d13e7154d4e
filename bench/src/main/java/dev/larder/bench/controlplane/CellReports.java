package dev.larder.bench.controlplane;

import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.report.CellFold;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import java.util.ArrayList;
import java.util.List;

/** What a relay tells of its cell: nodes that warm all Datasets of the catalog, whose figures are others each time. Pure. */
final class CellReports {
    /** Bytes of each Dataset, all of which every node is to hold. */
    static final long REQUIRED = 14_000_000_000L;

    private static final long PIECE = 4 << 20;

    private CellReports() {}

    /**
     * @param told the map and catalog that the nodes have
     * @param sequence of the relay's message, from 1
     */
    static byte[] of(Told told, List<String> cell, int sequence) {
        List<CellFold.Said> said = new ArrayList<>(cell.size());
        for (int n = 0; n < cell.size(); n++) {
            List<DatasetReport> datasets = new ArrayList<>();
            for (DatasetEntry entry : told.catalog().datasets()) {
                datasets.add(dataset(told, entry, n, sequence));
            }
            NodeReport report = new NodeReport(
                    cell.get(n),
                    1,
                    1L + sequence,
                    told.map().version(),
                    told.catalog().version(),
                    100L << 30,
                    n * PIECE + sequence,
                    datasets);
            said.add(new CellFold.Said(report.toWire(), n * 37L % 1_000));
        }
        return CellFold.of(cell.getFirst(), 1, sequence, said).toByteArray();
    }

    private static DatasetReport dataset(Told told, DatasetEntry entry, int node, int sequence) {
        long held = REQUIRED - (node % 7 + 100L) * PIECE + sequence * PIECE / 10;
        return new DatasetReport(
                entry.uid(),
                entry.revisions().getLast().manifest(),
                told.map().epoch(),
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
