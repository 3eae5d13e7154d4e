package dev.larder.cache;

import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.peer.RelayDesk;
import dev.larder.cache.report.CellReports;
import dev.larder.model.report.NodeReport;

/** What the node does for others of its cell when it is their relay. Thread-safe. */
record CellDesk(RelayHub hub, CellReports cell) implements RelayDesk {

    @Override
    public void connected(String node, long incarnation) {
        cell.connected(node, incarnation);
    }

    @Override
    public boolean reported(NodeReport report, dev.larder.model.wire.NodeReport asItCame) {
        return cell.put(report, asItCame);
    }
}
