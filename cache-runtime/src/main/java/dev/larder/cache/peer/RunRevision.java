package dev.larder.cache.peer;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.OnDemandRevisions;
import dev.larder.cache.catalog.Served;
import dev.larder.cache.fetch.PeerReads.Run;
import dev.larder.model.blob.BlobVersion;
import org.jspecify.annotations.Nullable;

/** What a request for chunks is about. */
final class RunRevision {

    private RunRevision() {}

    /**
     * Null if this node does not know it, or is not to bring it: a blob of no Dataset only if a rule of this node's own
     * catalog covers its container, whatever the asker believes.
     */
    static @Nullable DatasetRevision of(Run run, Served served) {
        BlobVersion blob = run.blob();
        if (blob == null) {
            return served.revision(run.manifest());
        }
        var pool = served.onDemand();
        if (pool.rule(blob.blob().account(), blob.blob().container()).isEmpty()) {
            return null;
        }
        var revision = OnDemandRevisions.of(pool, blob);
        return revision.id().equals(run.manifest()) ? revision : null;
    }
}
