package dev.larder.model.report;

import java.util.List;
import java.util.Map;

/**
 * What one cache node says of itself.
 *
 * @param incarnation random per process start
 * @param sequence rises with each report of this incarnation
 * @param slowPeers names of nodes that were slow to this one lately, at most {@value #MAX_SLOW_PEERS}
 * @param originRefusals requests that storage accounts have refused since the process began, because they are asked too
 *     often, by account; at most {@value #MAX_ACCOUNTS}
 */
public record NodeReport(
        String node,
        long incarnation,
        long sequence,
        long mapVersion,
        long catalogVersion,
        long capacityBytes,
        long usedBytes,
        List<DatasetReport> datasets,
        List<String> slowPeers,
        Map<String, Long> originRefusals) {
    public static final int MAX_ACCOUNTS = 64;

    /** More are not named, so that a report is small; the latest are. */
    public static final int MAX_SLOW_PEERS = 4;

    public NodeReport {
        datasets = List.copyOf(datasets);
        slowPeers = List.copyOf(slowPeers);
        originRefusals = Map.copyOf(originRefusals);
    }

    /** Of a node to which no other was slow, and that no account has refused anything. */
    public NodeReport(
            String node,
            long incarnation,
            long sequence,
            long mapVersion,
            long catalogVersion,
            long capacityBytes,
            long usedBytes,
            List<DatasetReport> datasets) {
        this(
                node,
                incarnation,
                sequence,
                mapVersion,
                catalogVersion,
                capacityBytes,
                usedBytes,
                datasets,
                List.of(),
                Map.of());
    }

    public dev.larder.model.wire.NodeReport toWire() {
        return ReportWire.write(this);
    }

    /** @throws dev.larder.model.MalformedException if the message is not a valid report */
    public static NodeReport fromWire(dev.larder.model.wire.NodeReport wire) {
        return ReportWire.read(wire);
    }
}
