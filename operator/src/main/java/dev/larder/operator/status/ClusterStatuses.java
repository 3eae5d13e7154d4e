package dev.larder.operator.status;

import static dev.larder.crds.condition.Conditions.OfCacheCluster.DEGRADED;
import static dev.larder.crds.condition.Conditions.OfCacheCluster.PROGRESSING;
import static dev.larder.crds.condition.Conditions.OfCacheCluster.READY;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterStatus;
import dev.larder.crds.cluster.CacheClusterStatus.GroupStatus;
import dev.larder.crds.cluster.CacheClusterStatus.MapStatus;
import dev.larder.crds.cluster.CacheClusterStatus.NodeCounts;
import dev.larder.crds.cluster.CacheClusterStatus.Summary;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.size.DataSize;
import dev.larder.operator.fleet.Roll;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/** Folds what is known of a CacheCluster into its status. Pure but for its clock. */
public final class ClusterStatuses {
    /** Of all pods one in so many may be away while they are rolled, and the cluster is called ready. */
    private static final int MOST_AWAY = 5;

    private final Clock clock;

    public ClusterStatuses(Clock clock) {
        this.clock = clock;
    }

    public CacheClusterStatus status(CacheCluster cluster, ClusterFacts facts) {
        CacheClusterStatus before = cluster.getStatus();
        Long generation = cluster.getMetadata().getGeneration();
        Conditions conditions = new Conditions(before == null ? List.of() : before.conditions(), generation, clock);
        ready(conditions, facts);
        progressing(conditions, facts);
        degraded(conditions, facts);
        List<GroupStatus> groups = facts.groups();
        int shown = Math.min(groups.size(), CacheClusterStatus.MAX_GROUPS);
        return new CacheClusterStatus(
                generation,
                conditions.list(),
                new NodeCounts(facts.desired(), facts.ready(), facts.view().members()),
                groups.subList(0, shown),
                groups.size() > shown ? groups.size() - shown : null,
                facts.view().capacityBytes(),
                facts.view().usedBytes(),
                new MapStatus(facts.view().map().version(), facts.view().map().epoch()),
                facts.datasets(),
                new Summary(
                        facts.view().members() + "/" + facts.desired(),
                        new DataSize(facts.view().usedBytes()).display(),
                        new DataSize(facts.view().capacityBytes()).display(),
                        mostPressing(conditions.list())));
    }

    /** What stood there before, but for what the deletion waits for. */
    public CacheClusterStatus deleting(CacheClusterStatus before, long generation, ClusterFacts.Problem deletion) {
        Conditions conditions = new Conditions(before.conditions(), generation, clock);
        conditions.set(PROGRESSING, true, deletion.reason(), deletion.message());
        List<Condition> all = before.conditions().stream()
                .map(old ->
                        PROGRESSING.equals(old.getType()) ? conditions.list().getFirst() : old)
                .toList();
        Summary summary = before.summary();
        return new CacheClusterStatus(
                generation,
                all,
                before.nodes(),
                before.groups(),
                before.moreGroups(),
                before.capacityBytes(),
                before.usedBytes(),
                before.map(),
                0,
                summary == null
                        ? null
                        : new Summary(
                                summary.nodes(),
                                summary.used(),
                                summary.capacity(),
                                deletion.reason().text()));
    }

    private static void ready(Conditions conditions, ClusterFacts facts) {
        int members = facts.view().members();
        if (facts.desired() == 0) {
            conditions.set(READY, false, Reason.NO_NODES_SELECTED, "no node matches spec.nodes.selector");
        } else if (members == 0) {
            conditions.set(
                    READY,
                    false,
                    Reason.STARTING,
                    facts.ready() + " of " + facts.desired() + " cache pods are ready; no placement epoch yet");
        } else if (members >= facts.desired() && replacing(facts)) {
            conditions.set(
                    READY,
                    true,
                    Reason.ALL_READY,
                    members + " cache nodes have a share (epoch "
                            + facts.view().map().epoch() + "), of which some are just being replaced");
        } else if (facts.ready() < facts.desired() || members < facts.desired()) {
            conditions.set(
                    READY,
                    false,
                    Reason.NODES_NOT_READY,
                    facts.ready() + " of " + facts.desired() + " cache pods are ready, " + members
                            + " nodes have a share" + behind(facts.groups()));
        } else {
            conditions.set(
                    READY,
                    true,
                    Reason.ALL_READY,
                    members + " cache nodes serve (epoch " + facts.view().map().epoch() + ")");
        }
    }

    /** A rollout takes pods away for a moment, as many as it may; their nodes keep their share. */
    private static boolean replacing(ClusterFacts facts) {
        int away = facts.desired() - facts.ready();
        return !(facts.roll() instanceof Roll.Nothing)
                && facts.stuck() == 0
                && away > 0
                && away <= Math.max(1, facts.desired() / MOST_AWAY);
    }

    private static void progressing(Conditions conditions, ClusterFacts facts) {
        if (facts.deletion() != null) {
            conditions.set(
                    PROGRESSING,
                    true,
                    facts.deletion().reason(),
                    facts.deletion().message());
        } else if (facts.desired() > 0 && facts.view().members() == 0) {
            conditions.set(PROGRESSING, true, Reason.STARTING, "the first cache nodes are starting");
        } else if (!(facts.roll() instanceof Roll.Nothing)) {
            conditions.set(PROGRESSING, true, Reason.ROLLING_OUT, facts.roll().why());
        } else if (!facts.view().map().settled()) {
            conditions.set(
                    PROGRESSING,
                    true,
                    Reason.REPAIRING,
                    "copies are being made for epoch " + facts.view().map().epoch());
        } else {
            conditions.set(PROGRESSING, false, Reason.SETTLED, "nothing is being changed or repaired");
        }
    }

    private static void degraded(Conditions conditions, ClusterFacts facts) {
        if (facts.problems().isEmpty()) {
            conditions.set(DEGRADED, false, Reason.HEALTHY, "nothing needs a person");
        } else {
            conditions.set(
                    DEGRADED,
                    true,
                    facts.problems().getFirst().reason(),
                    facts.problems().stream().map(ClusterFacts.Problem::message).collect(Collectors.joining("; ")));
        }
    }

    private static String behind(List<GroupStatus> groups) {
        String names = groups.stream()
                .filter(g -> g.ready() < g.desired())
                .limit(5)
                .map(g -> g.name() + " " + g.ready() + "/" + g.desired())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ": " + names;
    }

    private static String mostPressing(List<Condition> conditions) {
        Condition degraded = Conditions.find(conditions, DEGRADED).orElseThrow();
        Condition progressing = Conditions.find(conditions, PROGRESSING).orElseThrow();
        Condition ready = Conditions.find(conditions, READY).orElseThrow();
        if (Reason.IN_USE.text().equals(progressing.getReason())) {
            return progressing.getReason();
        }
        if ("True".equals(degraded.getStatus())) {
            return degraded.getReason();
        }
        return "True".equals(ready.getStatus()) && "True".equals(progressing.getStatus())
                ? progressing.getReason()
                : ready.getReason();
    }
}
