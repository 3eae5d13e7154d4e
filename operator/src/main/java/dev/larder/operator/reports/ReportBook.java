package dev.larder.operator.reports;

import dev.larder.model.report.NodeReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The newest report of each node of one cluster, and when each node was last heard. Thread-safe. */
public final class ReportBook {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** A node that the last operator heard: it gets the time to find this one before it counts as silent. */
    public void expect(String node, Instant now) {
        entries.putIfAbsent(node, new Entry(null, null, now));
    }

    /** A node opened its feed: later reports of an older process of it are void. */
    public void connected(String node, long incarnation, Instant now) {
        entries.merge(node, new Entry(null, incarnation, now), (old, fresh) -> new Entry(old.report, incarnation, now));
    }

    /** Returns whether the report is news; a late or repeated one is not. */
    public boolean put(NodeReport report, Instant now) {
        boolean[] news = {true};
        entries.merge(report.node(), new Entry(report, report.incarnation(), now), (old, fresh) -> {
            NodeReport last = old.report;
            boolean late =
                    last != null && last.incarnation() == report.incarnation() && last.sequence() >= report.sequence();
            // The newest process has opened its feed before it reports, so another one is an older one.
            if (late || (old.incarnation != null && old.incarnation != report.incarnation())) {
                news[0] = false;
                return old;
            }
            return fresh;
        });
        return news[0];
    }

    public @Nullable NodeReport report(String node) {
        Entry entry = entries.get(node);
        return entry == null ? null : entry.report;
    }

    public @Nullable Instant heard(String node) {
        Entry entry = entries.get(node);
        return entry == null ? null : entry.heard;
    }

    /** The nodes that were heard after that moment. */
    public List<Heard> heardAfter(Instant moment) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().heard.isAfter(moment))
                .map(entry -> new Heard(entry.getKey(), entry.getValue().report))
                .toList();
    }

    /** By the name of a node, who calls it slow in a report that came after that moment. */
    public Map<String, Set<String>> accusers(Instant moment) {
        Map<String, Set<String>> accusers = new HashMap<>();
        entries.forEach((node, entry) -> {
            NodeReport report = entry.report;
            if (report != null && entry.heard.isAfter(moment)) {
                for (String slow : report.slowPeers()) {
                    accusers.computeIfAbsent(slow, name -> new HashSet<>()).add(node);
                }
            }
        });
        return accusers;
    }

    /** Forgets nodes that are none any more. */
    public void retain(Set<String> nodes) {
        entries.keySet().retainAll(nodes);
    }

    private record Entry(
            @Nullable NodeReport report, @Nullable Long incarnation, Instant heard) {}
}
