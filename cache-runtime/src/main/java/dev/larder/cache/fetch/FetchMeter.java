package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.origin.OriginSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.manifest.ManifestEntry;

/** Told what fills cost and how they end, per Dataset revision. Quick and thread-safe. */
public interface FetchMeter {

    void originRequested(DatasetRevision revision);

    /** A read of the origin did not end with its request: what was left was asked for again. */
    void originInterrupted(OriginSink.Interruption how);

    void originBytes(DatasetRevision revision, long bytes);

    void peerBytes(DatasetRevision revision, long bytes);

    /** A source did not bring what it was asked for, or was not even asked, and the next of the plan gets its turn. */
    void passedOver(FillFailure.Reason why);

    /** A run of chunks arrived. */
    void filled(DatasetRevision revision);

    void failed(DatasetRevision revision, ManifestEntry entry, FillFailure why);
}
