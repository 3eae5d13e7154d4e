package dev.larder.cache.fetch;

import dev.larder.model.manifest.ManifestId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks mates, which are nodes of the same cell, what they have of what this node lacks. Thread-safe; never blocks. */
public interface MateOffers {

    /** Extents that one question may name. */
    int MOST = 256;

    /**
     * Completes with the answer; never exceptionally, and within seconds.
     *
     * @param lacked at most {@link #MOST}, any of which will do
     */
    CompletableFuture<Offer> ask(FetchPlan.Peer mate, ManifestId revision, List<ExtentRef> lacked);

    /** What a mate says. */
    sealed interface Offer {
        /**
         * It has stored one of them.
         *
         * @param index in the question's list
         */
        record Has(int index) implements Offer {}

        /** It has none of them, or none to give now. */
        record Nothing() implements Offer {}

        /** It did not answer, or not so that it made sense. */
        record Unreachable() implements Offer {}
    }
}
