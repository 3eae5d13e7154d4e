package dev.larder.operator.fleet;

import dev.larder.crds.cluster.CacheCluster;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Makes the API server delete what a CacheCluster owns together with it. */
public final class Ownership {
    private Ownership() {}

    public static OwnerReference of(CacheCluster cluster) {
        return new OwnerReferenceBuilder()
                .withApiVersion(cluster.getApiVersion())
                .withKind(cluster.getKind())
                .withName(cluster.getMetadata().getName())
                .withUid(cluster.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }
}
