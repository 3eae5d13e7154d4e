package dev.larder.model.catalog;

/**
 * One node's share in what a storage account may be asked for.
 *
 * @param node its name
 * @param share what it may use, in parts of {@link #WHOLE}
 * @param held the most that it may believe to have, since it has not yet said that it knows of less; never below
 *     {@code share}. Nobody else gets that much
 */
public record OriginShare(String node, int share, int held) {

    /** All of it. */
    public static final int WHOLE = 1 << 20;

    public OriginShare {
        if (node.isEmpty() || node.length() > 253) {
            throw new IllegalArgumentException("the node of a share must have a name of 1 to 253 characters");
        }
        if (share < 0 || held < share || held > WHOLE) {
            throw new IllegalArgumentException("share of " + node + ": " + share + ", holds " + held);
        }
    }

    /** That share of so many per second, rounded down, so that all shares together are never more. */
    public static long of(long perSecond, int share) {
        return perSecond / WHOLE * share + perSecond % WHOLE * share / WHOLE;
    }
}
