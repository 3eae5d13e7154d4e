package dev.larder.cache.catalog;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.manifest.ManifestId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this node serves now. Thread-safe and never blocks; each call answers from one consistent snapshot. */
public interface Served {

    Resolution resolve(BlobRef address);

    /**
     * Another object than before whenever {@link #resolve} may answer otherwise than before. What was resolved after this
     * was asked is true for as long as this is the same.
     */
    Object edition();

    /**
     * The revision whose blobs a List Blobs of this account and container shows: only for virtual accounts
     * ({@code dataset--namespace}, {@code dataset--namespace--<first 12 hex of the revision>}); plain accounts list at
     * the origin.
     */
    Optional<DatasetRevision> listing(String account, String container);

    @Nullable
    DatasetRevision revision(ManifestId id);

    /** What is kept of blobs that no Dataset lists. Another object whenever it says something else. */
    OnDemand onDemand();

    /** All whose manifests are here, the active and the others. */
    List<DatasetRevision> revisions();
}
