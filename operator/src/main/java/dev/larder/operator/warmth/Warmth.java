package dev.larder.operator.warmth;

import dev.larder.crds.condition.Reason;
import dev.larder.crds.size.DataSize;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import dev.larder.operator.reports.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a Dataset is warm. It never says so without the reports of all owners, and it does not flap: while a
 * new epoch's reports come in, or a node restarts, the last statement stands for a bounded time, unless a node that
 * held a part of it is known to be gone.
 */
public final class Warmth {
    /** One failed fill is retried and not worth a condition. */
    private static final int FAILURES = 3;

    private static final int NAMED = 3;

    private Warmth() {}

    /**
     * @param bytes of the Dataset: while it has some, requiring none is no proof
     * @param shortage why the Dataset does not fit, or null
     * @param before the last statement about this revision, or null
     * @param missingAfter how long a statement stands without all reports
     */
    public static Verdict judge(
            ClusterMap map,
            DatasetEntry dataset,
            Tally tally,
            Reports reports,
            long bytes,
            @Nullable String shortage,
            @Nullable Verdict before,
            Duration missingAfter,
            Instant now) {
        boolean wasWarm = before != null && (before.wasWarm() || before.warm());
        if (tally.allHeld() && (tally.required() > 0 || bytes == 0) && dataset.warmUp() == WarmUp.FULL) {
            return new Verdict(true, Reason.ALL_HELD, held(map, tally), map, now, true);
        }
        if (shortage != null) {
            return no(Reason.INSUFFICIENT_CAPACITY, shortage, map, wasWarm, now);
        }
        if (dataset.warmUp() == WarmUp.ON_DEMAND) {
            return no(Reason.ON_DEMAND, progress(map, tally), map, wasWarm, now);
        }
        if (dataset.suspended()) {
            return no(Reason.SUSPENDED, progress(map, tally), map, wasWarm, now);
        }
        if (tally.complete()) {
            return incomplete(map, tally, wasWarm, now);
        }
        return uncertain(map, dataset, tally, reports, before, missingAfter, now);
    }

    /** All owners have answered, and something is not held. */
    private static Verdict incomplete(ClusterMap map, Tally tally, boolean wasWarm, Instant now) {
        FillFailure failure = tally.failure();
        if (tally.changedBlobs() > 0) {
            String example = tally.changedExample().isEmpty() ? "" : ", for example " + tally.changedExample();
            return no(
                    Reason.SOURCE_CHANGED,
                    tally.changedBlobs() + " blobs are no longer those of the revision" + example + "; "
                            + progress(map, tally),
                    map,
                    wasWarm,
                    now);
        }
        if (failure != null && failure.reason().equals("NO_SPACE")) {
            return no(Reason.INSUFFICIENT_CAPACITY, noRoom(failure, map, tally), map, wasWarm, now);
        }
        if (failure != null && failure.reason().equals("OVER_QUOTA")) {
            return no(Reason.QUOTA_REACHED, noRoom(failure, map, tally), map, wasWarm, now);
        }
        if (failure != null && failure.count() >= FAILURES && failure.reason().startsWith("ORIGIN")) {
            return no(
                    Reason.ORIGIN_FAILING,
                    failure.message() + " (" + failure.count() + " times); " + progress(map, tally),
                    map,
                    wasWarm,
                    now);
        }
        return no(wasWarm ? Reason.REPAIRING : Reason.WARMING, progress(map, tally), map, wasWarm, now);
    }

    private static Verdict uncertain(
            ClusterMap map,
            DatasetEntry dataset,
            Tally tally,
            Reports reports,
            @Nullable Verdict before,
            Duration missingAfter,
            Instant now) {
        boolean wasWarm = before != null && (before.wasWarm() || before.warm());
        if (before != null && before.warm()) {
            String lost = lost(map, dataset, reports, before.about());
            if (lost != null) {
                return no(Reason.NODES_MISSING, lost, map, true, now);
            }
            if (now.isBefore(before.certainAt().plus(missingAfter))) {
                return before;
            }
        }
        // Once nodes are named missing, that stands until they, or others in their place, have reported.
        Instant certain = before == null ? now : before.certainAt();
        boolean overdue = !now.isBefore(certain.plus(missingAfter));
        if (!tally.missing().isEmpty() && (overdue || (before != null && before.reason() == Reason.NODES_MISSING))) {
            return new Verdict(false, Reason.NODES_MISSING, missing(map, tally), map, certain, wasWarm);
        }
        if (before != null && !before.warm() && before.reason() != Reason.NOT_RESOLVED) {
            return new Verdict(false, before.reason(), progress(map, tally), before.about(), certain, wasWarm);
        }
        int silent = tally.behind() + tally.missing().size();
        return new Verdict(
                false,
                wasWarm ? Reason.REPAIRING : tally.required() > 0 ? Reason.WARMING : Reason.WAITING_FOR_NODES,
                silent + " of " + tally.owners() + " nodes have not yet reported epoch " + map.epoch(),
                map,
                certain,
                wasWarm);
    }

    /** Says which nodes that the statement relied on are gone with what they held, or null. */
    private static @Nullable String lost(
            ClusterMap map, DatasetEntry dataset, Reports reports, @Nullable ClusterMap about) {
        if (about == null) {
            return null;
        }
        List<CacheNode> gone = new ArrayList<>();
        long bytes = 0;
        for (CacheNode node : about.nodes()) {
            int index = map.indexOf(node.name());
            boolean vanished = index < 0 || map.node(index).state() == NodeState.DOWN;
            Said last = node.weight() > 0 && vanished ? reports.last(node.name()) : null;
            if (last != null) {
                DatasetReport report = Tally.find(
                        last.report(),
                        dataset.uid(),
                        dataset.active().orElseThrow().manifest());
                if (report != null && report.heldBytes() > 0) {
                    gone.add(node);
                    bytes += report.heldBytes();
                }
            }
        }
        return gone.isEmpty()
                ? null
                : "lost " + size(bytes) + " on " + byZone(gone) + "; others are making copies (epoch " + map.epoch()
                        + ")";
    }

    private static String missing(ClusterMap map, Tally tally) {
        return tally.missing().size() + " of " + tally.owners() + " nodes do not answer: " + byZone(tally.missing())
                + " (epoch " + map.epoch() + ")";
    }

    private static String byZone(List<CacheNode> nodes) {
        Map<String, List<String>> zones = new TreeMap<>();
        for (CacheNode node : nodes) {
            String zone =
                    node.location().values().isEmpty() ? "" : node.location().name(0);
            zones.computeIfAbsent(zone, z -> new ArrayList<>()).add(node.name());
        }
        List<String> parts = new ArrayList<>();
        zones.forEach((zone, names) -> {
            String list = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
            String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
            parts.add((zone.isEmpty() ? "" : "zone " + zone + ": ") + list + more);
        });
        return String.join("; ", parts.subList(0, Math.min(NAMED, parts.size())))
                + (parts.size() > NAMED ? "; and " + (parts.size() - NAMED) + " more zones" : "");
    }

    private static String held(ClusterMap map, Tally tally) {
        return tally.owners() + " nodes hold all " + size(tally.required()) + " (epoch " + map.epoch() + ")";
    }

    private static String noRoom(FillFailure failure, ClusterMap map, Tally tally) {
        return failure.message() + "; " + progress(map, tally);
    }

    private static String progress(ClusterMap map, Tally tally) {
        String zone = coldest(tally);
        return size(tally.held()) + " of " + size(tally.required()) + " held" + zone + " (epoch " + map.epoch() + ")";
    }

    private static String coldest(Tally tally) {
        String name = "";
        Tally.Zone worst = null;
        for (var zone : new TreeMap<>(tally.zones()).entrySet()) {
            Tally.Zone z = zone.getValue();
            if (z.held() < z.required()
                    && (worst == null || z.required() - z.held() > worst.required() - worst.held())) {
                worst = z;
                name = zone.getKey();
            }
        }
        return worst == null || name.isEmpty()
                ? ""
                : ", zone " + name + " lacks " + size(worst.required() - worst.held());
    }

    private static Verdict no(Reason reason, String message, ClusterMap map, boolean wasWarm, Instant now) {
        return new Verdict(false, reason, message, map, now, wasWarm);
    }

    private static String size(long bytes) {
        return new DataSize(bytes).display();
    }
}
