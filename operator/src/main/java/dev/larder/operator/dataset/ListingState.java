package dev.larder.operator.dataset;

import dev.larder.crds.condition.Reason;
import dev.larder.operator.catalog.Listing;
import java.time.Instant;

/** How far the listing of one source is. */
sealed interface ListingState {
    /** Fingerprint of what is listed. */
    String source();

    record Running(String source, long objects, long bytes) implements ListingState {}

    record Done(String source, Listing listing) implements ListingState {}

    /** @param tries in a row that failed */
    record Failed(String source, Reason reason, String message, int tries, Instant retryAt) implements ListingState {}
}
