package dev.larder.operator.fleet;

import dev.larder.operator.nodes.PodRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which outdated pod is replaced next: one at a time, and only while every node serves and no copy is being
 * made, so that a bad template stops at its first pod and no chunk loses its last copy.
 */
public final class Rollout {
    /** A pod that has not been ready for so long serves nobody. */
    private static final Duration BROKEN_AFTER = Duration.ofSeconds(30);

    private Rollout() {}

    /**
     * @param templates newest template hash by group
     * @param settled the cluster map is, and every member answers
     */
    public static Roll decide(Collection<PodRecord> pods, Map<String, String> templates, boolean settled, Instant now) {
        List<PodRecord> ordered =
                pods.stream().sorted(Comparator.comparing(PodRecord::name)).toList();
        List<PodRecord> outdated = ordered.stream()
                .filter(p -> !p.terminating() && outdated(p, templates))
                .toList();
        if (outdated.isEmpty()) {
            return new Roll.Nothing();
        }
        String left = outdated.size() + " of " + pods.size() + " pods are outdated";
        Optional<PodRecord> failing = ordered.stream()
                .filter(p -> !p.ready() && !outdated(p, templates))
                .findFirst();
        if (failing.isPresent()) {
            String trouble =
                    failing.get().trouble() == null ? "" : " (" + failing.get().trouble() + ")";
            return new Roll.Hold(left + "; waiting for new pod " + failing.get().name() + " on "
                    + failing.get().node() + trouble);
        }
        if (ordered.stream().anyMatch(PodRecord::terminating)) {
            return new Roll.Hold(left + "; one is just being replaced");
        }
        Optional<PodRecord> broken = outdated.stream()
                .filter(p -> !p.ready() && p.created().plus(BROKEN_AFTER).isBefore(now))
                .findFirst();
        if (broken.isPresent()) {
            return new Roll.Replace(broken.get().name(), left + "; this one is not ready, so nothing is lost");
        }
        if (!settled) {
            return new Roll.Hold(left + "; waiting until every node serves and no copy is being made");
        }
        return new Roll.Replace(outdated.getFirst().name(), left);
    }

    private static boolean outdated(PodRecord pod, Map<String, String> templates) {
        String newest = templates.get(pod.group());
        return newest != null && !newest.equals(pod.template());
    }
}
