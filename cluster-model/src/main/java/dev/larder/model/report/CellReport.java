package dev.larder.model.report;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes that report to one relay said last, in one message that a reader adds up without taking it apart: about
 * 30 bytes for each node and Dataset revision.
 *
 * <p>It holds columns and not sums, since a sum cannot be taken apart: a node that has changed its relay, died or lost its
 * share meanwhile must not be counted by what it said before. {@link CellDataset#sum} adds up those that count.
 *
 * <p>Immutable, thread-safe. Nodes are meant by their index in {@link #names()}.
 */
public final class CellReport {
    private final String relay;
    private final long incarnation;
    private final long sequence;
    private final List<String> names;
    private final long[] incarnations;
    private final long[] sequences;
    private final int[] ages;
    private final long[] mapVersions;
    private final long[] catalogVersions;
    private final long[] capacities;
    private final long[] used;
    private final List<CellDataset> datasets;
    private final List<dev.larder.model.wire.NodeRest> rest;

    private CellReport(dev.larder.model.wire.CellReport wire) throws InvalidProtocolBufferException {
        relay = wire.getRelay();
        incarnation = wire.getIncarnation();
        sequence = wire.getSequence();
        names = List.copyOf(CellColumns.names(wire.getNames()));
        int size = names.size();
        if (relay.isEmpty() || wire.getAgesCount() != size) {
            throw new MalformedException("cell report: it is nobody's, or a column has not " + size + " values");
        }
        incarnations = CellColumns.values(wire.getIncarnationsList(), size);
        sequences = CellColumns.values(wire.getSequencesList(), size);
        ages = wire.getAgesList().stream()
                .mapToInt(age -> age < 0 ? Integer.MAX_VALUE : age)
                .toArray();
        mapVersions = CellColumns.counts(CellColumns.runs(wire.getMapVersionsList(), size));
        catalogVersions = CellColumns.counts(CellColumns.runs(wire.getCatalogVersionsList(), size));
        capacities = CellColumns.counts(CellColumns.runs(wire.getCapacityBytesList(), size));
        used = CellColumns.counts(CellColumns.values(wire.getUsedBytesList(), size));
        List<CellDataset> decoded = new ArrayList<>(wire.getDatasetsCount());
        for (var dataset : wire.getDatasetsList()) {
            decoded.add(CellDataset.decode(dataset, size));
        }
        datasets = List.copyOf(decoded);
        rest = List.copyOf(wire.getRestList());
        for (var each : rest) {
            if (each.getNode() < 0 || each.getNode() >= size) {
                throw new MalformedException("cell report: it says more of a node that is not there");
            }
            ReportWire.refusals(each.getReport());
        }
    }

    /** @throws MalformedException if the message is not a valid report */
    public static CellReport fromWire(dev.larder.model.wire.CellReport wire) {
        try {
            return new CellReport(wire);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("cell report: " + e.getMessage(), e);
        }
    }

    /** Name of the node that gathered it. */
    public String relay() {
        return relay;
    }

    /** The relay's. */
    public long incarnation() {
        return incarnation;
    }

    /** Rises with each report of the relay's process. */
    public long sequence() {
        return sequence;
    }

    /** In rising order. */
    public List<String> names() {
        return names;
    }

    public int size() {
        return names.size();
    }

    /** The node's own. */
    public long incarnation(int node) {
        return incarnations[node];
    }

    public long sequence(int node) {
        return sequences[node];
    }

    public long catalogVersion(int node) {
        return catalogVersions[node];
    }

    /** Milliseconds from when the relay got the node's report until it sent this one. */
    public int age(int node) {
        return ages[node];
    }

    public long capacityBytes(int node) {
        return capacities[node];
    }

    public long usedBytes(int node) {
        return used[node];
    }

    /** As in its own report. */
    public List<String> slowPeers(int node) {
        return rest.stream()
                .filter(each -> each.getNode() == node)
                .flatMap(each -> each.getReport().getSlowPeersList().stream())
                .limit(NodeReport.MAX_SLOW_PEERS)
                .toList();
    }

    /** As in its own report. */
    public Map<String, Long> originRefusals(int node) {
        return rest.stream()
                .filter(each -> each.getNode() == node)
                .findFirst()
                .map(each -> ReportWire.refusals(each.getReport()))
                .orElse(Map.of());
    }

    /** Null if no node reported that revision. */
    public @Nullable CellDataset dataset(String uid, dev.larder.model.manifest.ManifestId manifest) {
        for (CellDataset dataset : datasets) {
            if (dataset.uid().equals(uid) && dataset.manifest().equals(manifest)) {
                return dataset;
            }
        }
        return null;
    }

    /**
     * What one node said; but a failure or a changed blob that is not among the worst few of its cell is missing. Decodes
     * all columns: for the few nodes of which more must be known than sums.
     */
    public NodeReport report(int node) {
        List<DatasetReport> reports = new ArrayList<>();
        for (CellDataset dataset : datasets) {
            DatasetReport report = dataset.report(node);
            if (report != null) {
                reports.add(report);
            }
        }
        var wire = dev.larder.model.wire.NodeReport.newBuilder();
        for (var each : rest) {
            if (each.getNode() == node) {
                wire.mergeFrom(each.getReport());
            }
        }
        reports.forEach(report -> wire.addDatasets(report.toWire()));
        return NodeReport.fromWire(wire.setNode(names.get(node))
                .setIncarnation(incarnations[node])
                .setSequence(sequences[node])
                .setMapVersion(mapVersions[node])
                .setCatalogVersion(catalogVersions[node])
                .setCapacityBytes(capacities[node])
                .setUsedBytes(used[node])
                .build());
    }

    @Override
    public String toString() {
        return "CellReport[relay=" + relay + ", nodes=" + names.size() + ", datasets=" + datasets.size() + "]";
    }
}
