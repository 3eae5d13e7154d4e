package dev.larder.cache.catalog;

import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.manifest.ManifestEntry;

/** What a blob address means to this node. */
public sealed interface Resolution {

    record InDataset(DatasetRevision revision, long ordinal, ManifestEntry entry) implements Resolution {}

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
