package dev.larder.operator.cachecluster;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.operator.fleet.Fleet;
import dev.larder.operator.fleet.Roll;
import dev.larder.operator.fleet.Rollout;
import dev.larder.operator.nodes.OwnLabels;
import dev.larder.operator.nodes.PodRecord;
import dev.larder.operator.session.ClusterSession;
import dev.larder.operator.session.ClusterView;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes outdated pods as {@link Rollout} decides: a batch of a group with one request. What was deleted is remembered
 * until the watch has told of it, or the same decision would be made again, and the request would delete others.
 */
final class Replacement {
    private static final Logger log = LoggerFactory.getLogger(Replacement.class);
    /** A watch that is so late is read anew. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final Predicate<String> lost;
    private final Predicate<String> leaving;
    private final int percent;
    private final Map<String, Deleted> deleted = new ConcurrentHashMap<>();

    /**
     * @param lost whether that node is not ready or gone, so that nobody knows of its pod
     * @param leaving whether that node is to be emptied
     * @param percent of a cell's nodes that may be replaced at a time
     */
    Replacement(KubernetesClient client, Predicate<String> lost, Predicate<String> leaving, int percent) {
        this.client = client;
        this.lost = lost;
        this.leaving = leaving;
        this.percent = percent;
    }

    /**
     * Takes the next step of the rollout and returns it.
     *
     * @param templates newest template hash by group
     * @param desired how many pods there should be, -1 if unknown
     */
    Roll next(
            CacheCluster cluster,
            Fleet fleet,
            Map<String, String> templates,
            int desired,
            ClusterSession session,
            Instant now) {
        Map<String, Rollout.Target> targets = fleet.groups().keySet().stream()
                .filter(group -> templates.containsKey(group.name()))
                .collect(Collectors.toMap(
                        group -> group.name(),
                        group -> new Rollout.Target(group.zone().display(), templates.getOrDefault(group.name(), ""))));
        String uid = cluster.getMetadata().getUid();
        if (!Rollout.anyOutdated(fleet.pods(), targets)) {
            deleted.remove(uid);
            return new Roll.Nothing();
        }
        ClusterView view = session.view();
        boolean calm = new Calm(view, session::hears, lost, leaving).holds(fleet, desired);
        Roll roll = Rollout.decide(fleet.pods(), targets, view.map(), percent, calm, lost, now);
        switch (roll) {
            case Roll.Nothing nothing -> deleted.remove(uid);
            case Roll.Hold hold -> {}
            case Roll.Replace(String pod, String why) -> {
                if (unseen(uid, fleet, now)) {
                    return new Roll.Hold(why);
                }
                log.info("{}: replacing pod {}: {}", name(cluster), pod, why);
                delete(cluster, pod);
                deleted.put(uid, new Deleted(Set.of(pod), now));
            }
            case Roll.ReplaceMany many -> {
                if (unseen(uid, fleet, now)) {
                    return new Roll.Hold(many.why());
                }
                Set<String> gone = new TreeSet<>();
                for (Roll.Batch batch : many.batches()) {
                    log.info(
                            "{}: replacing {} pods of {}: {}",
                            name(cluster),
                            batch.pods().size(),
                            batch.group(),
                            many.why());
                    gone.addAll(delete(cluster, batch));
                    deleted.put(uid, new Deleted(gone, now));
                }
            }
        }
        return roll;
    }

    private boolean unseen(String uid, Fleet fleet, Instant now) {
        Deleted last = deleted.get(uid);
        return last != null
                && now.isBefore(last.at.plus(SEEN_WITHIN))
                && fleet.pods().stream()
                        .filter(pod -> !pod.terminating() && !lost.test(pod.node()))
                        .map(PodRecord::name)
                        .anyMatch(last.pods::contains);
    }

    /**
     * The limit makes it the first ones by name but for those that are spared, which are those that were decided. Returns
     * which it were.
     */
    private Set<String> delete(CacheCluster cluster, Roll.Batch batch) {
        if (batch.singly()) {
            batch.pods().forEach(pod -> delete(cluster, pod));
            return Set.copyOf(batch.pods());
        }
        String selector = OwnLabels.SELECTOR + "," + OwnLabels.CLUSTER + "="
                + cluster.getMetadata().getName() + "," + OwnLabels.GROUP + "=" + batch.group() + ","
                + OwnLabels.TEMPLATE + "!=" + batch.template();
        String spared =
                batch.spared().stream().map(pod -> "metadata.name!=" + pod).collect(Collectors.joining(","));
        String answer = client.raw(
                "/api/v1/namespaces/" + cluster.getMetadata().getNamespace() + "/pods?labelSelector="
                        + encoded(selector) + (spared.isEmpty() ? "" : "&fieldSelector=" + encoded(spared)) + "&limit="
                        + batch.pods().size(),
                "DELETE",
                null);
        return Serialization.unmarshal(answer, PodList.class).getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private void delete(CacheCluster cluster, String pod) {
        client.pods()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(pod)
                .delete();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String name(CacheCluster cluster) {
        return cluster.getMetadata().getNamespace() + "/"
                + cluster.getMetadata().getName();
    }

    private record Deleted(Set<String> pods, Instant at) {}
}
