package dev.larder.model.report;

import java.util.List;

/**
 * What one cache node says of itself.
 *
 * @param incarnation random per process start
 * @param sequence rises with each report of this incarnation
 */
public record NodeReport(
        String node,
        long incarnation,
        long sequence,
        long mapVersion,
        long catalogVersion,
        long capacityBytes,
        long usedBytes,
        List<DatasetReport> datasets) {
    public NodeReport {
        datasets = List.copyOf(datasets);
    }

    public dev.larder.model.wire.NodeReport toWire() {
        return ReportWire.write(this);
    }

    /** @throws dev.larder.model.MalformedException if the message is not a valid report */
    public static NodeReport fromWire(dev.larder.model.wire.NodeReport wire) {
        return ReportWire.read(wire);
    }
}
