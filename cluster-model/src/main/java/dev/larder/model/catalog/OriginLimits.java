package dev.larder.model.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What all cache nodes together may ask of a storage account.
 *
 * @param bytesPerSecond 0: no limit
 * @param requestsPerSecond 0: no limit
 * @param shares of distinct nodes, together at most {@link OriginShare#WHOLE}; a node that is not listed has none
 */
public record OriginLimits(long bytesPerSecond, long requestsPerSecond, List<OriginShare> shares) {

    public static final OriginLimits NONE = new OriginLimits(0, 0, List.of());

    public OriginLimits {
        if (bytesPerSecond < 0 || requestsPerSecond < 0) {
            throw new IllegalArgumentException("limits: " + bytesPerSecond + " bytes/s, " + requestsPerSecond + "/s");
        }
        shares = List.copyOf(shares);
        Set<String> names = new HashSet<>();
        long held = 0;
        for (OriginShare share : shares) {
            held += share.held();
            if (!names.add(share.node())) {
                throw new IllegalArgumentException(share.node() + " has two shares");
            }
        }
        if (held > OriginShare.WHOLE) {
            throw new IllegalArgumentException("shares are more than the whole: " + held);
        }
    }

    public boolean isNone() {
        return bytesPerSecond == 0 && requestsPerSecond == 0;
    }

    public OriginLimits withShares(List<OriginShare> now) {
        return new OriginLimits(bytesPerSecond, requestsPerSecond, now);
    }

    /** What that node may use, in parts of {@link OriginShare#WHOLE}. */
    public int share(String node) {
        for (OriginShare each : shares) {
            if (each.node().equals(node)) {
                return each.share();
            }
        }
        return 0;
    }
}
