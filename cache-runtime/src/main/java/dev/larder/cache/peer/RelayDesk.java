package dev.larder.cache.peer;

import dev.larder.cache.feed.RelayHub;
import dev.larder.model.report.NodeReport;

/** What a node does for others of its cell: it passes on the feed and takes reports. Thread-safe and quick. */
public interface RelayDesk {
    RelayHub hub();

    /** A node opened its feed here: later reports of an older process of it are void. */
    void connected(String node, long incarnation);

    /** @return false if that node is not one of this cell, and is to report to the operator */
    boolean reported(NodeReport report, dev.larder.model.wire.NodeReport asItCame);
}
