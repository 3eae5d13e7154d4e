package dev.larder.operator.source;

import dev.larder.crds.condition.Reason;
import dev.larder.model.manifest.ManifestId;

/** How listing a source ended. */
public sealed interface ListingOutcome {
    /** @param skipped blobs that include and exclude left out */
    record Listed(ManifestId revision, long manifestBytes, long objects, long bytes, long largestBytes, long skipped)
            implements ListingOutcome {}

    /** @param message for people: what was tried, and what came back */
    record Failed(Reason reason, String message) implements ListingOutcome {}
}
