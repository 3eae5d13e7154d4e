package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.Credential.WorkloadIdentity;
import dev.larder.operator.nodes.OwnLabels;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Who the cache pods are, towards Azure; the API server gives them nothing. */
public final class Identity {
    private Identity() {}

    public static ServiceAccount desired(CacheCluster cluster) {
        String name = cluster.getMetadata().getName();
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(Names.serviceAccount(name))
                .withNamespace(cluster.getMetadata().getNamespace())
                .withLabels(OwnLabels.of(name))
                .withAnnotations(clientId(cluster)
                        .map(id -> Map.of("azure.workload.identity/client-id", id))
                        .orElse(Map.of()))
                .withOwnerReferences(Ownership.of(cluster))
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }

    /** The first origin's identity is the default; the others are named in the catalog and use the same token. */
    static Optional<String> clientId(CacheCluster cluster) {
        return cluster.getSpec().origins().stream()
                .map(origin -> origin.credential().workloadIdentity())
                .filter(Objects::nonNull)
                .map(WorkloadIdentity::clientId)
                .findFirst();
    }
}
