package dev.larder.operator.fleet;

import dev.larder.model.map.ClusterMap;
import dev.larder.operator.nodes.PodRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which outdated pods are replaced next: one at first, so that a bad template stops at its first pod; then zone
 * by zone, in each cell a part of its nodes at a time, and only while every node serves and no copy is being made, so
 * that no chunk loses its last copy. Nodes that are lost are not waited for; they get their new pod when they come back.
 * Pure.
 */
public final class Rollout {
    /** A pod that has not been ready for so long serves nobody. */
    private static final Duration BROKEN_AFTER = Duration.ofSeconds(30);
    /** The answer to a request that deletes pods holds all of them. */
    private static final int BATCH = 250;
    /** Each is named in the request's address. */
    private static final int SPARED = 100;
    /** Letters of their names together: an address of 8 KiB gets through anything that may stand before an API server. */
    private static final int SPARED_LETTERS = 3_000;
    /** Of a group, where each is a request of its own. */
    private static final int SINGLY = 20;

    /** So many nodes may be lost with the new template, or one: a template that kills its nodes must not go on. */
    private static final int LOST_PERCENT = 1;

    private final Map<String, Target> targets;
    private final ClusterMap map;
    private final Map<Cell, Integer> room = new HashMap<>();

    private Rollout(Map<String, Target> targets, ClusterMap map, int percent) {
        this.targets = targets;
        this.map = map;
        // Rounded up, as DaemonSets do it: then ten parts of a tenth are all.
        Cell.sizes(map).forEach((cell, size) -> room.put(cell, Math.ceilDiv(size * percent, 100)));
    }

    /**
     * What pods of a group should be.
     *
     * @param template the newest one's hash
     */
    public record Target(String zone, String template) {}

    /** Whether there is anything to replace at all: quick, where {@link #decide} puts all pods in order. */
    public static boolean anyOutdated(Collection<PodRecord> pods, Map<String, Target> targets) {
        return pods.stream().anyMatch(pod -> outdated(pod, targets));
    }

    /**
     * @param targets by group; pods of other groups are left alone
     * @param map says which cell a node is in
     * @param percent of a cell's nodes that may be replaced at a time; one may always
     * @param settled the cluster map is, and every member answers
     * @param lost says whether nothing runs on a node until it comes back; its pod is not waited for
     */
    public static Roll decide(
            Collection<PodRecord> pods,
            Map<String, Target> targets,
            ClusterMap map,
            int percent,
            boolean settled,
            Predicate<String> lost,
            Instant now) {
        Map<Boolean, List<PodRecord>> ordered = pods.stream()
                .sorted(Comparator.comparing(PodRecord::name))
                .collect(Collectors.partitioningBy(pod -> lost.test(pod.node())));
        return new Rollout(targets, map, percent)
                .decide(ordered.getOrDefault(false, List.of()), ordered.getOrDefault(true, List.of()), settled, now);
    }

    private Roll decide(List<PodRecord> pods, List<PodRecord> lost, boolean settled, Instant now) {
        List<PodRecord> outdated =
                pods.stream().filter(p -> !p.terminating() && outdated(p)).toList();
        // No node has room for it, so it will never be back by itself; the newest template may ask for less.
        List<PodRecord> unplaced = lost.stream()
                .filter(p -> p.node().isEmpty() && !p.terminating() && outdated(p))
                .toList();
        if (outdated.isEmpty() && unplaced.isEmpty()) {
            return new Roll.Nothing();
        }
        String left =
                outdated.size() + unplaced.size() + " of " + (pods.size() + unplaced.size()) + " pods are outdated";
        List<PodRecord> lostNew = lost.stream().filter(this::isNew).toList();
        if (lostNew.size() > Math.max(1, pods.size() * LOST_PERCENT / 100)) {
            return new Roll.Hold(left + "; " + lostNew.size() + " nodes with new pods are not ready, such as "
                    + place(lostNew.getFirst()) + ": the new template may be why");
        }
        Optional<PodRecord> failing =
                pods.stream().filter(p -> !p.ready() && !outdated(p)).findFirst();
        if (failing.isPresent()) {
            String trouble =
                    failing.get().trouble() == null ? "" : " (" + failing.get().trouble() + ")";
            return new Roll.Hold(left + "; waiting for new pod " + failing.get().name() + " on "
                    + failing.get().node() + trouble);
        }
        if (pods.stream().anyMatch(PodRecord::terminating)) {
            return new Roll.Hold(left + "; some are just being replaced");
        }
        Optional<PodRecord> broken = Stream.concat(unplaced.stream(), outdated.stream())
                .filter(p -> !p.ready() && p.created().plus(BROKEN_AFTER).isBefore(now))
                .findFirst();
        if (broken.isPresent()) {
            return new Roll.Replace(broken.get().name(), left + "; this one is not ready, so nothing is lost");
        }
        if (!settled || outdated.isEmpty()) {
            return new Roll.Hold(left + "; waiting until every node serves and no copy is being made");
        }
        boolean tried = pods.stream().anyMatch(this::isNew);
        return tried
                ? new Roll.ReplaceMany(batches(outdated, lost), left)
                : new Roll.Replace(outdated.getFirst().name(), left);
    }

    /**
     * Of the first zone that has outdated pods, one batch of each group.
     *
     * @param lost of which the outdated are spared: the API server would count them, and delete them again and again
     */
    private List<Roll.Batch> batches(List<PodRecord> outdated, List<PodRecord> lost) {
        String zone =
                outdated.stream().map(this::zone).min(Comparator.naturalOrder()).orElseThrow();
        Set<String> groups = outdated.stream()
                .filter(pod -> zone(pod).equals(zone))
                .map(PodRecord::group)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> out = lost.stream().map(PodRecord::name).collect(Collectors.toSet());
        Map<String, List<PodRecord>> byGroup = Stream.concat(
                        outdated.stream(), lost.stream().filter(this::outdated))
                .filter(pod -> groups.contains(pod.group()))
                .sorted(Comparator.comparing(PodRecord::name))
                .collect(Collectors.groupingBy(PodRecord::group, TreeMap::new, Collectors.toList()));
        List<Roll.Batch> batches = new ArrayList<>();
        byGroup.forEach((group, pods) -> {
            Roll.Batch batch = batch(group, pods, out);
            if (!batch.pods().isEmpty()) {
                batches.add(batch);
            }
        });
        return batches;
    }

    /** @param pods outdated ones in the order of their names */
    private Roll.Batch batch(String group, List<PodRecord> pods, Set<String> lost) {
        List<String> first = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        int spared = 0;
        int letters = 0;
        int most = BATCH;
        for (PodRecord pod : pods) {
            boolean tooMany = passed.size() > SPARED || letters > SPARED_LETTERS;
            if (tooMany && first.isEmpty()) {
                most = SINGLY;
            }
            if (first.size() == most || (tooMany && most == BATCH)) {
                break;
            }
            if (!lost.contains(pod.name()) && take(pod)) {
                first.add(pod.name());
                spared = passed.size();
            } else {
                passed.add(pod.name());
                letters += pod.name().length();
            }
        }
        boolean singly = most == SINGLY;
        return new Roll.Batch(
                group,
                Objects.requireNonNull(targets.get(group)).template(),
                first,
                singly ? List.of() : passed.subList(0, spared),
                singly);
    }

    private boolean take(PodRecord pod) {
        int index = map.indexOf(pod.node());
        // Who is no member holds nothing that others need.
        return index < 0 || room.merge(Cell.of(map.node(index)), -1, Integer::sum) >= 0;
    }

    private String zone(PodRecord outdated) {
        return Objects.requireNonNull(targets.get(outdated.group())).zone();
    }

    /** Where its node is meant: a pod that no node has room for is itself the only name that there is. */
    private static String place(PodRecord pod) {
        return pod.node().isEmpty() ? "that of " + pod.name() + ", for which there is no room" : pod.node();
    }

    private boolean isNew(PodRecord pod) {
        return targets.containsKey(pod.group()) && !outdated(pod);
    }

    private boolean outdated(PodRecord pod) {
        return outdated(pod, targets);
    }

    private static boolean outdated(PodRecord pod, Map<String, Target> targets) {
        Target target = targets.get(pod.group());
        return target != null && !target.template().equals(pod.template());
    }
}
