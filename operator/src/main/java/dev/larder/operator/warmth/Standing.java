package dev.larder.operator.warmth;

import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.CellSum;
import dev.larder.model.report.DatasetReport;
import dev.larder.operator.reports.Said;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who of a map's nodes answers, and in which message each said what it said: looked up once, for all Datasets. Of a
 * message of which a node is a part, only the nodes count whose newest report it has. Immutable.
 */
public final class Standing {
    private final ClusterMap map;
    private final int owners;
    private final List<CacheNode> missing;
    private final List<Single> singles = new ArrayList<>();
    private final Map<CellReport, Cell> cells = new IdentityHashMap<>();

    private record Single(Said.Alone said, String zone, CellSum.Part part) {}

    /** Nodes of one message by their zones: nodes of a cell are of one, unless the map has changed. */
    private record Cell(Map<String, CellSum.@Nullable Part[]> zones) {}

    private Standing(ClusterMap map, Reports reports) {
        this.map = map;
        List<CacheNode> silent = new ArrayList<>();
        int count = 0;
        for (CacheNode node : map.nodes()) {
            boolean owns = node.weight() > 0;
            boolean fresh = reports.fresh(node.name());
            count += owns ? 1 : 0;
            if (owns && !fresh) {
                silent.add(node);
            }
            CellSum.Part part = !owns ? CellSum.Part.OTHER : fresh ? CellSum.Part.OWNER : CellSum.Part.SILENT_OWNER;
            switch (reports.last(node.name())) {
                case Said.Alone alone -> singles.add(new Single(alone, zone(node), part));
                case Said.InCell in ->
                    cells.computeIfAbsent(in.cell(), c -> new Cell(new TreeMap<>()))
                            .zones
                            .computeIfAbsent(
                                    zone(node), z -> new CellSum.Part[in.cell().size()])[in.node()] = part;
                case null -> {}
            }
        }
        this.owners = count;
        this.missing = List.copyOf(silent);
    }

    public static Standing of(ClusterMap map, Reports reports) {
        return new Standing(map, reports);
    }

    ClusterMap map() {
        return map;
    }

    int owners() {
        return owners;
    }

    List<CacheNode> missing() {
        return missing;
    }

    /**
     * Gives what nodes of a zone said of a Dataset's active revision, in as few sums as there are messages.
     *
     * @param since version of the catalog that first asked for what is asked now
     */
    void each(DatasetEntry dataset, long since, BiConsumer<String, CellSum> zoneAndSum) {
        ManifestId active = dataset.active().orElseThrow().manifest();
        for (Single single : singles) {
            DatasetReport report = Tally.find(single.said.report(), dataset.uid(), active);
            if (report != null) {
                CellSum.Part part = late(single.part, single.said.catalogVersion(), since);
                zoneAndSum.accept(single.zone, new CellSum(map.epoch()).add(report, part));
            }
        }
        cells.forEach((cell, of) -> {
            var reported = cell.dataset(dataset.uid(), active);
            if (reported != null) {
                of.zones.forEach((zone, parts) -> zoneAndSum.accept(zone, reported.sum(map.epoch(), node -> {
                    CellSum.Part part = parts[node];
                    return part == null ? null : late(part, cell.catalogVersion(node), since);
                })));
            }
        });
    }

    private static CellSum.Part late(CellSum.Part part, long catalogVersion, long since) {
        return part == CellSum.Part.OWNER && catalogVersion < since ? CellSum.Part.LATE_OWNER : part;
    }

    private static String zone(CacheNode node) {
        return node.location().values().isEmpty()
                ? ""
                : node.location().values().getFirst();
    }
}
