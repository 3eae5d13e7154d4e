package dev.larder.operator.source;

import dev.larder.crds.dataset.AzureBlob;

/** Lists what a Dataset selects and leaves the manifest in the operator's files. */
public interface BlobSource {
    /** Never throws for what the origin does; may take as long as the source is large. */
    ListingOutcome list(AzureBlob what, Access access, Progress progress);

    /** Told after each page; must be quick. */
    interface Progress {
        void found(long objects, long bytes);
    }
}
