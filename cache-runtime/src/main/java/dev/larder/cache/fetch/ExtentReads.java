package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.manifest.ManifestEntry;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Extents that this node must hold, brought in the background. Thread-safe. */
public interface ExtentReads {

    /**
     * Brings what is missing of an extent. Completes with null when all of it is stored, else with why not; never
     * exceptionally.
     *
     * @param urgent go to the origin rather than wait for a peer that cannot be reached
     */
    CompletableFuture<@Nullable FillFailure> hold(
            DatasetRevision revision, long ordinal, ManifestEntry entry, long extent, boolean urgent);

    /**
     * As {@link #hold}, but only what a mate has stored; it does not wait for the mate, nor ask anybody else, unless
     * somebody has begun to read what it was to bring.
     */
    CompletableFuture<@Nullable FillFailure> holdFrom(
            Peer mate, DatasetRevision revision, long ordinal, ManifestEntry entry, long extent);

    /** Transfers from other nodes of which bytes come now. */
    int receiving();

    /** That node was slow a moment ago: better ask another. */
    boolean avoids(Peer peer);
}
