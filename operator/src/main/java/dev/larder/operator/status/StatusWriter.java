package dev.larder.operator.status;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterStatus;
import dev.larder.crds.cluster.CacheClusterStatus.NodeCounts;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetStatus;
import dev.larder.operator.settings.Settings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes statuses that differ from what is there, within the budget. */
@Singleton
public class StatusWriter {
    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final WriteBudget budget;
    private final Pace clusters;
    private final Counter writes;

    @Inject
    StatusWriter(KubernetesClient client, Settings settings, MeterRegistry meters) {
        this.client = client;
        this.budget = new WriteBudget(settings.status().writesPerSecond(), Clock.systemUTC());
        this.clusters = new Pace(settings.status().interval(), Clock.systemUTC());
        this.writes = Counter.builder("larder.operator.status.writes")
                .description("Statuses written to the API server")
                .register(meters);
    }

    /** Zero once the status is what it should be, else after how long to try again: sooner would be in vain. */
    public Duration write(CacheCluster cluster, CacheClusterStatus status) {
        CacheClusterStatus before = cluster.getStatus();
        if (status.equals(before)) {
            return Duration.ZERO;
        }
        boolean urgent = before == null || differ(before.conditions(), status.conditions());
        NodeCounts nodes = status.nodes();
        Duration left = clusters.left(cluster.getMetadata().getUid(), nodes == null ? 0 : nodes.desired(), urgent);
        if (!left.isZero()) {
            return left.compareTo(SOON) < 0 ? SOON : left;
        }
        if (!budget.take(urgent)) {
            return SOON;
        }
        clusters.wrote(cluster.getMetadata().getUid());
        CacheCluster patch = new CacheCluster();
        patch.setStatus(status);
        apply(cluster, patch);
        return Duration.ZERO;
    }

    /** As for a CacheCluster. */
    public Duration write(Dataset dataset, DatasetStatus status) {
        DatasetStatus before = dataset.getStatus();
        if (status.equals(before)) {
            return Duration.ZERO;
        }
        if (!budget.take(before == null || differ(before.conditions(), status.conditions()))) {
            return SOON;
        }
        Dataset patch = new Dataset();
        patch.setStatus(status);
        apply(dataset, patch);
        return Duration.ZERO;
    }

    private void apply(HasMetadata object, HasMetadata patch) {
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .build());
        try {
            client.resource(patch)
                    .subresource("status")
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager(Fields.MANAGER)
                            .withForce(true)
                            .build());
            writes.increment();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 409) {
                throw e;
            }
            log.debug("{} is gone or another one", object.getMetadata().getName());
        }
    }

    /** A condition changed, not only figures in messages. */
    private static boolean differ(List<Condition> before, List<Condition> after) {
        return before.size() != after.size()
                || after.stream()
                        .anyMatch(now -> Conditions.find(before, now.getType())
                                .filter(old -> old.getStatus().equals(now.getStatus())
                                        && old.getReason().equals(now.getReason()))
                                .isEmpty());
    }
}
