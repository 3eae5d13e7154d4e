package dev.larder.operator.feed;

import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;

/** What the feed's endpoint needs of a CacheCluster. All methods are quick and thread-safe. */
public interface FeedCluster {
    FeedHub hub();

    /** A node opened its feed. */
    void connected(String node, long incarnation);

    void reported(NodeReport report);

    /** A relay tells what its cell said. */
    void reported(CellReport report);
}
