package dev.larder.operator.catalog;

import dev.larder.crds.dataset.Dataset;

/** A Dataset that its CacheCluster admits, with what its source held. */
public record DatasetPlan(Dataset dataset, Listing listing) {
    public String uid() {
        return dataset.getMetadata().getUid();
    }

    /** {@code namespace/name}. */
    public String display() {
        return dataset.getMetadata().getNamespace() + "/"
                + dataset.getMetadata().getName();
    }

    /** Whether its bytes are to be brought to their owners now, space permitting. */
    public boolean warms() {
        return !dataset.getSpec().warmUp().suspend()
                && switch (dataset.getSpec().warmUp().strategy()) {
                    case FULL -> true;
                    case ON_DEMAND -> false;
                };
    }
}
