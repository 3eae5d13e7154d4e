package dev.larder.operator.session;

import dev.larder.crds.condition.Reason;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.warmth.Tally;
import dev.larder.operator.warmth.Verdict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one Dataset of a CacheCluster.
 *
 * @param generation of the spec that this is about, or null where that is not known
 * @param listing what readers see, or null before there is a revision
 * @param published cache nodes have been told of it
 * @param tally null before it is published
 */
public record DatasetView(
        @Nullable Long generation,
        @Nullable Listing listing,
        boolean published,
        @Nullable Tally tally,
        @Nullable Verdict verdict,
        long bytesPerSecond) {
    public static final DatasetView UNKNOWN = new DatasetView(null, null, false, null, null, 0);

    /** Cache nodes have not been told of it. */
    public static DatasetView unpublished(@Nullable Long generation, Listing listing) {
        return new DatasetView(generation, listing, false, null, null, 0);
    }

    /** The same, where the spec asks for what is not listed yet: nodes go on with what they have, and it is not what is asked for. */
    public DatasetView ofOtherSource() {
        if (verdict == null || listing == null) {
            return this;
        }
        Verdict not = new Verdict(
                false,
                Reason.NOT_RESOLVED,
                "spec.source has changed and is not listed yet; until then nodes keep revision "
                        + listing.revision().abbreviated(),
                verdict.about(),
                verdict.certainAt(),
                false);
        return new DatasetView(generation, listing, published, tally, not, bytesPerSecond);
    }

    /** Bytes required and held by zone, or nothing. */
    public Map<String, Tally.Zone> zones() {
        return tally == null ? Map.of() : tally.zones();
    }
}
