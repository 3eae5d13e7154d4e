package dev.larder.operator.session;

import dev.larder.crds.size.DataSize;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.NodeReport;
import dev.larder.operator.reports.Heard;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a CacheCluster without Datasets can go. Its pods have to outlive its Datasets for a moment: only a cache node
 * can delete what it holds, and nobody else would after it. Nodes that do not answer are not waited for. Pure.
 */
public sealed interface Emptying {
    /** So long after the last Dataset it goes, whatever nodes say. */
    Duration LIMIT = Duration.ofSeconds(30);

    int NAMED = 5;

    /** No node that answers holds anything. */
    record Done() implements Emptying {}

    /** Nodes that answer still hold something, or have not said yet that they do not. */
    record Waiting(String message) implements Emptying {}

    /** They still do, and were waited for long enough. */
    record GivenUp(String message) implements Emptying {}

    /**
     * @param catalog that was published last
     * @param heard the nodes that answer
     * @param since when the last Dataset left
     */
    static Emptying of(ClusterMap map, Catalog catalog, List<Heard> heard, Instant since, Instant now) {
        List<Heard> behind = heard.stream()
                .filter(node -> !isEmpty(node, catalog))
                .sorted(Comparator.comparing(Heard::node))
                .toList();
        if (behind.isEmpty() || map.size() == 0) {
            return new Done();
        }
        return now.isBefore(since.plus(LIMIT)) ? new Waiting(message(behind)) : new GivenUp(message(behind));
    }

    private static boolean isEmpty(Heard node, Catalog catalog) {
        NodeReport report = node.report();
        return catalog.datasets().isEmpty()
                && report != null
                && report.catalogVersion() >= catalog.version()
                && report.usedBytes() == 0;
    }

    private static String message(List<Heard> behind) {
        long bytes = behind.stream()
                .map(Heard::report)
                .mapToLong(report -> report == null ? 0 : report.usedBytes())
                .sum();
        String names = behind.stream().limit(NAMED).map(Heard::node).collect(Collectors.joining(", "));
        return new DataSize(bytes).display() + " to be deleted on " + behind.size()
                + (behind.size() == 1 ? " node: " : " nodes: ") + names
                + (behind.size() > NAMED ? " and " + (behind.size() - NAMED) + " more" : "");
    }
}
