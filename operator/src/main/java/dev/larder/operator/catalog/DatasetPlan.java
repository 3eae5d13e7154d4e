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

    /** Whether space is reserved for it, so that it can be kept for good. What is not pinned takes what is left. */
    public boolean reserves() {
        var warmUp = dataset.getSpec().warmUp();
        return dataset.getSpec().retention().isPinned(warmUp.strategy())
                && switch (warmUp.strategy()) {
                    case FULL -> !warmUp.suspend();
                    case ON_DEMAND -> true;
                };
    }
}
