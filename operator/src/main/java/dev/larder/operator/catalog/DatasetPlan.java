package dev.larder.operator.catalog;

import dev.larder.crds.dataset.Dataset;
import java.util.Objects;

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

    /**
     * Whether no decision can differ between the two: what was only written to the status is nobody's news. Another generation
     * is, though its spec may read the same, since the status is written once the decisions are about it.
     */
    public boolean asksForTheSameAs(DatasetPlan other) {
        return listing.equals(other.listing)
                && Objects.equals(
                        dataset.getMetadata().getGeneration(),
                        other.dataset.getMetadata().getGeneration())
                && dataset.getSpec().equals(other.dataset.getSpec())
                && dataset.isMarkedForDeletion() == other.dataset.isMarkedForDeletion();
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
