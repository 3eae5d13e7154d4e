package dev.larder.cache.catalog;

import dev.larder.model.blob.BlobHash;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.manifest.ManifestEntry;

/** What a blob address means to this node. */
public sealed interface Resolution {

    /** @param hash what the ids of the blob's chunks derive from; computing it costs more than a small hit */
    record InDataset(DatasetRevision revision, long ordinal, ManifestEntry entry, BlobHash hash) implements Resolution {

        public InDataset(DatasetRevision revision, long ordinal, ManifestEntry entry) {
            this(revision, ordinal, entry, revision.hash(entry));
        }
    }

    /** The address names a Dataset (virtual account) that does not list such a blob. */
    record NoSuchBlob(DatasetRevision revision) implements Resolution {}

    /** The address names a Dataset (virtual account) whose source is another container. */
    record NoSuchContainer() implements Resolution {}

    /** Of no Dataset, in an account this cluster may read. */
    record Outside(OriginAccount origin) implements Resolution {}

    record UnknownAccount() implements Resolution {}

    /**
     * A Dataset covers the address but its manifest is not here yet, so whether it lists the blob cannot be told. To be
     * tried again shortly; going to the origin instead would defeat "once".
     */
    record NotReady(String dataset) implements Resolution {}
}
