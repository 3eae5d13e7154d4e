package dev.larder.operator.reports;

import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest report of each node of one cluster, and when each node was last heard; whether a node said it itself or
 * through a relay makes no difference. Thread-safe.
 */
public final class ReportBook {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, Told> relays = new ConcurrentHashMap<>();

    /** A node that the last operator heard: it gets the time to find this one before it counts as silent. */
    public void expect(String node, Instant now) {
        entries.putIfAbsent(node, new Entry(null, null, now));
    }

    /** A node opened its feed: later reports of an older process of it are void. */
    public void connected(String node, long incarnation, Instant now) {
        entries.merge(node, new Entry(null, incarnation, now), (old, fresh) -> new Entry(old.said, incarnation, now));
    }

    /** Returns whether the report is news; a late or repeated one is not. */
    public boolean put(NodeReport report, Instant now) {
        boolean[] news = {true};
        entries.merge(report.node(), new Entry(new Said.Alone(report), report.incarnation(), now), (old, fresh) -> {
            Said last = old.said;
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

    /**
     * Takes from a cell's report what is news. A node's newest report wins, whichever relay it comes from and in whatever
     * order; of two processes of a node that which was heard last. Returns whether anything was news.
     */
    public boolean put(CellReport cell, Instant now) {
        Told told = relays.get(cell.relay());
        if (told != null && told.incarnation == cell.incarnation() && told.sequence >= cell.sequence()) {
            // Overtaken: its ages are no longer right.
            return false;
        }
        relays.put(cell.relay(), new Told(cell.incarnation(), cell.sequence()));
        boolean news = false;
        // One look-up for each node: to find one among very many is most of what this costs.
        @Nullable Entry[] before = {null};
        BiFunction<Entry, Entry, Entry> replacing = (old, fresh) -> {
            before[0] = old;
            return newer(old, fresh);
        };
        for (int i = 0; i < cell.size(); i++) {
            Said said = new Said.InCell(cell, i);
            Entry next = new Entry(said, cell.incarnation(i), now.minusMillis(cell.age(i)));
            before[0] = null;
            Entry kept = entries.merge(cell.names().get(i), next, replacing);
            Said last = before[0] == null ? null : before[0].said;
            news |= kept.said == said && (last == null || !last.sameAs(said));
        }
        return news;
    }

    private static Entry newer(Entry old, Entry fresh) {
        if (old.incarnation != null && !old.incarnation.equals(fresh.incarnation)) {
            return fresh.heard.isAfter(old.heard) ? fresh : old;
        }
        if (old.said == null || fresh.said == null || old.said.incarnation() != fresh.said.incarnation()) {
            return new Entry(fresh.said, fresh.incarnation, later(old.heard, fresh.heard));
        }
        if (old.said.sequence() > fresh.said.sequence()) {
            return old;
        }
        // The same report again was not heard again, but in a newer message it lets the older message go.
        boolean same = old.said.sequence() == fresh.said.sequence();
        return new Entry(fresh.said, fresh.incarnation, same ? old.heard : later(old.heard, fresh.heard));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** All of it at once, or null: to look up very many nodes costs a miss of the processor's cache each. */
    public @Nullable Entry entry(String node) {
        return entries.get(node);
    }

    /** Its newest, however old, or null. */
    public @Nullable Said said(String node) {
        Entry entry = entries.get(node);
        return entry == null ? null : entry.said;
    }

    public @Nullable NodeReport report(String node) {
        Said said = said(node);
        return said == null ? null : said.report();
    }

    public @Nullable Instant heard(String node) {
        Entry entry = entries.get(node);
        return entry == null ? null : entry.heard;
    }

    /** The nodes that were heard after that moment. */
    public List<Heard> heardAfter(Instant moment) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().heard.isAfter(moment))
                .map(entry -> new Heard(entry.getKey(), entry.getValue().report()))
                .toList();
    }

    /** By the name of a node, who calls it slow in a report that came after that moment. */
    public Map<String, Set<String>> accusers(Instant moment) {
        Map<String, Set<String>> accusers = new HashMap<>();
        entries.forEach((node, entry) -> {
            if (entry.said != null && entry.heard.isAfter(moment)) {
                for (String slow : entry.said.slowPeers()) {
                    accusers.computeIfAbsent(slow, name -> new HashSet<>()).add(node);
                }
            }
        });
        return accusers;
    }

    /** Requests that accounts have refused, by the process of a node, of those that had any. */
    public Map<Process, Map<String, Long>> originRefusals() {
        Map<Process, Map<String, Long>> refusals = new HashMap<>();
        entries.forEach((node, entry) -> {
            if (entry.said != null && !entry.said.originRefusals().isEmpty()) {
                refusals.put(new Process(node, entry.said.incarnation()), entry.said.originRefusals());
            }
        });
        return refusals;
    }

    /** One process of a node, whose counts only grow. */
    public record Process(String node, long incarnation) {}

    /**
     * Forgets who was not heard since then and is no node of this cluster: nodes come and go for as long as an operator
     * runs, and anybody can send a report under any name.
     */
    public void forget(Instant silentBefore, Predicate<String> isNode) {
        entries.entrySet()
                .removeIf(entry -> !entry.getValue().heard.isAfter(silentBefore) && !isNode.test(entry.getKey()));
        relays.keySet().retainAll(entries.keySet());
    }

    /** The last message of a relay. */
    private record Told(long incarnation, long sequence) {}

    /**
     * What is known of one node.
     *
     * @param said its newest report, however old, or null
     * @param incarnation of its process, or null before it was heard
     */
    public record Entry(@Nullable Said said, @Nullable Long incarnation, Instant heard) {
        @Nullable
        NodeReport report() {
            return said == null ? null : said.report();
        }

        /** Its newest report, if the node was heard after that; else null. */
        public @Nullable Said saidAfter(Instant silentBefore) {
            return heard.isAfter(silentBefore) ? said : null;
        }
    }
}
