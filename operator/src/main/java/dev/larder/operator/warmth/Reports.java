package dev.larder.operator.warmth;

import dev.larder.operator.reports.Said;
import org.jspecify.annotations.Nullable;

/** What nodes said last. */
public interface Reports {
    /** The newest report of that node, however old, or null. */
    @Nullable
    Said last(String node);

    /** Whether that node was heard lately. */
    boolean fresh(String node);
}
