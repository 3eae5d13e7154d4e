package dev.larder.operator.warmth;

import dev.larder.model.report.NodeReport;
import org.jspecify.annotations.Nullable;

/** What nodes said last. */
public interface Reports {
    /** The newest report of that node, however old, or null. */
    @Nullable
    NodeReport last(String node);

    /** Whether that node was heard lately. */
    boolean fresh(String node);
}
