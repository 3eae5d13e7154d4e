package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.origin.OriginSink;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.manifest.ManifestEntry;
import java.util.function.IntConsumer;

/** Told what fills cost and how they end, per Dataset revision. Quick and thread-safe. */
public interface FetchMeter {

    /** To be told of one read of the origin. Asked for once, since its bytes come in many pieces. */
    OriginMeter origin(DatasetRevision revision);

    /** To be told of the bytes of one read from a peer, as they come; likewise. */
    IntConsumer peerBytes(DatasetRevision revision);

    /** A source did not bring what it was asked for, or was not even asked, and the next of the plan gets its turn. */
    void passedOver(FillFailure.Reason why);

    /** A run of chunks arrived. */
    void filled(DatasetRevision revision);

    void failed(DatasetRevision revision, ManifestEntry entry, FillFailure why);

    /** One read of the origin. */
    interface OriginMeter {
        /** A request goes out: the first, or one for what was left. */
        void requested();

        /** The read did not end with its request: what was left is asked for again. */
        void interrupted(OriginSink.Interruption how);

        void received(long bytes);
    }
}
