package dev.larder.operator.session;

import dev.larder.operator.catalog.Listing;
import dev.larder.operator.warmth.Tally;
import dev.larder.operator.warmth.Verdict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one Dataset of a CacheCluster.
 *
 * @param listing what readers see, or null before there is a revision
 * @param published cache nodes have been told of it
 * @param tally null before it is published
 */
public record DatasetView(
        @Nullable Listing listing,
        boolean published,
        @Nullable Tally tally,
        @Nullable Verdict verdict,
        long bytesPerSecond) {
    public static final DatasetView UNKNOWN = new DatasetView(null, false, null, null, 0);

    /** Bytes required and held by zone, or nothing. */
    public Map<String, Tally.Zone> zones() {
        return tally == null ? Map.of() : tally.zones();
    }
}
