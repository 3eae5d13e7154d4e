package dev.larder.model.report;

import com.google.protobuf.ByteString;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.wire.CellDataset;
import dev.larder.model.wire.CellReport;
import dev.larder.model.wire.NodeRest;
import dev.larder.model.wire.NodeTrouble;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Folds the newest reports of a cell's nodes into one message. Pure. */
public final class CellFold {
    /** Nodes of a Dataset revision of which failures are told, and as many of which changed blobs are. */
    public static final int WORST = 32;

    /** What a report may say beyond the columns, in bytes. */
    private static final int MOST_REST = 1 << 10;

    private CellFold() {}

    /**
     * @param report as it came, with fields that only a newer operator may know
     * @param age milliseconds since it came
     */
    public record Said(dev.larder.model.wire.NodeReport report, long age) {}

    /**
     * @param relay who gathered them, with the {@code incarnation} of its process and a {@code sequence} that rises
     * @param said at most one of each node, each a valid report
     */
    public static CellReport of(String relay, long incarnation, long sequence, Collection<Said> said) {
        List<Said> nodes = new ArrayList<>(said);
        nodes.sort(Comparator.comparing(each -> each.report.getNode()));
        CellReport.Builder wire = CellReport.newBuilder()
                .setRelay(relay)
                .setIncarnation(incarnation)
                .setSequence(sequence)
                .setNames(CellColumns.names(
                        nodes.stream().map(each -> each.report.getNode()).toList()));
        Map<Key, List<Row>> datasets = new TreeMap<>(Key.ORDER);
        for (int i = 0; i < nodes.size(); i++) {
            var report = nodes.get(i).report;
            wire.addIncarnations(report.getIncarnation())
                    .addSequences(report.getSequence())
                    .addAges((int) Math.clamp(nodes.get(i).age, 0, Integer.MAX_VALUE))
                    .addUsedBytes(report.getUsedBytes());
            for (var dataset : report.getDatasetsList()) {
                List<Row> rows = datasets.computeIfAbsent(
                        new Key(dataset.getUid(), dataset.getManifest()), key -> new ArrayList<>());
                // Whoever names one twice is believed once.
                if (rows.isEmpty() || rows.getLast().node < i) {
                    rows.add(new Row(i, DatasetReport.fromWire(dataset)));
                }
            }
            rest(wire, i, report);
        }
        wire.addAllMapVersions(runs(nodes, dev.larder.model.wire.NodeReport::getMapVersion))
                .addAllCatalogVersions(runs(nodes, dev.larder.model.wire.NodeReport::getCatalogVersion))
                .addAllCapacityBytes(runs(nodes, dev.larder.model.wire.NodeReport::getCapacityBytes));
        datasets.forEach((key, rows) -> wire.addDatasets(dataset(rows, nodes.size())));
        return wire.build();
    }

    private record Key(String uid, ByteString manifest) {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::uid)
                .thenComparing(Key::manifest, ByteString.unsignedLexicographicalComparator());
    }

    private record Row(int node, DatasetReport report) {}

    private static List<Long> runs(List<Said> nodes, ToLongFunction<dev.larder.model.wire.NodeReport> value) {
        return CellColumns.runs(
                nodes.stream().mapToLong(each -> value.applyAsLong(each.report)).toArray());
    }

    private static void rest(CellReport.Builder wire, int node, dev.larder.model.wire.NodeReport report) {
        var rest = report.toBuilder()
                .clearNode()
                .clearIncarnation()
                .clearSequence()
                .clearMapVersion()
                .clearCatalogVersion()
                .clearCapacityBytes()
                .clearUsedBytes()
                .clearDatasets()
                .build();
        int size = rest.getSerializedSize();
        if (size > 0 && size <= MOST_REST) {
            wire.addRest(NodeRest.newBuilder().setNode(node).setReport(rest));
        }
    }

    private static ByteString dataset(List<Row> rows, int nodes) {
        ManifestId manifest = rows.getFirst().report.manifest();
        CellDataset.Builder wire = CellDataset.newBuilder()
                .setUid(rows.getFirst().report.uid())
                .setManifest(manifest.toWire())
                .addAllPresent(
                        CellColumns.present(rows.stream().mapToInt(Row::node).toArray(), nodes))
                .addAllEpochs(CellColumns.runs(rows.stream()
                        .mapToLong(row -> row.report.epoch() << 1 | (row.report.walked() ? 1 : 0))
                        .toArray()));
        for (Row row : rows) {
            DatasetReport report = row.report;
            wire.addRequiredBytes(report.requiredBytes())
                    .addLackedBytes(report.requiredBytes() - report.heldBytes())
                    .addOriginBytes(report.originBytes())
                    .addOriginRequests(report.originRequests())
                    .addPeerBytes(report.peerBytes())
                    .addServedBytes(report.servedBytes())
                    .addMissedBytes(report.servedBytes() - report.hitBytes());
        }
        return troubles(wire, rows).build().toByteString();
    }

    private static CellDataset.Builder troubles(CellDataset.Builder wire, List<Row> rows) {
        Map<Integer, NodeTrouble.Builder> troubles = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.report.failure() != null)
                .sorted((a, b) -> worst(a.report.failure(), b.report.failure()))
                .limit(WORST)
                .forEach(row ->
                        of(troubles, row.node).setFailure(row.report.toWire().getFailure()));
        rows.stream()
                .filter(row -> row.report.changedBlobs() > 0)
                .sorted(Comparator.comparingLong((Row row) -> -row.report.changedBlobs())
                        .thenComparing(row -> row.report.changedExample()))
                .limit(WORST)
                .forEach(row -> of(troubles, row.node)
                        .setChangedBlobs(row.report.changedBlobs())
                        .setChangedExample(row.report.changedExample()));
        troubles.values().forEach(wire::addTroubles);
        return wire;
    }

    private static NodeTrouble.Builder of(Map<Integer, NodeTrouble.Builder> troubles, int node) {
        return troubles.computeIfAbsent(node, n -> NodeTrouble.newBuilder().setNode(n));
    }

    private static int worst(
            @org.jspecify.annotations.Nullable FillFailure a, @org.jspecify.annotations.Nullable FillFailure b) {
        if (a == null || b == null || a.equals(b)) {
            return 0;
        }
        return CellSum.worse(a, b) ? -1 : 1;
    }
}
