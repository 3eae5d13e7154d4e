package dev.larder.cache.fetch;

import dev.larder.cache.read.FillFailure;
import dev.larder.model.blob.BlobVersion;
import dev.larder.model.manifest.ManifestId;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Asks other cache nodes for chunks. Thread-safe; never blocks. */
public interface PeerReads {

    /**
     * Reads a run of chunks into the sink, which makes bytes readable only once verified. Completes with
     * null when all are there, else with why not; what came until then stays. Always completes: a peer that makes no
     * progress within its time limit is {@code PEER_UNREACHABLE}.
     *
     * @param received told of payload bytes as they come
     * @param pace judges the peer; one that it calls too slow is {@code PEER_SLOW}
     */
    CompletableFuture<@Nullable FillFailure> read(
            FetchPlan.Peer peer, Run run, RunSink sink, IntConsumer received, SourceSpeeds.Pace pace);

    /**
     * Neighbouring chunks of one blob.
     *
     * @param first index of the first chunk in the blob
     * @param count at least 1
     * @param hops nodes this request will have passed when it arrives, from 1
     * @param warmUp nobody waits for it
     * @param blob the one blob of the manifest if it is of no Dataset, so that the peer need not know it
     */
    record Run(
            ManifestId manifest,
            long ordinal,
            long first,
            int count,
            Mode mode,
            int hops,
            long epoch,
            boolean warmUp,
            @Nullable BlobVersion blob) {}

    /** What the peer may do for the chunks. */
    enum Mode {
        /** Only send what is stored there or arriving. */
        HELD,
        /** Only send what is stored there; nobody waits, so it is refused when others are being sent enough. */
        STORED,
        /** Fetch what is missing; somebody waits. */
        FILL,
        /** Fetch what is missing; nobody waits, so do not go to the origin in place of a peer that may come back. */
        WARM,
        /** Read it from the origin, or refuse; somebody waits. Never passed on, so it cannot go in circles. */
        ORIGIN,
        /** As {@link #ORIGIN}; nobody waits. */
        ORIGIN_WARM
    }
}
