package dev.larder.cache.report;

/**
 * How much of a revision this node must hold, and holds.
 *
 * @param epoch the placement epoch that says so
 * @param walked the manifest was walked with that epoch; the sizes mean nothing before
 */
public record Holding(long epoch, long requiredBytes, long heldBytes, boolean walked) {
    public static final Holding UNKNOWN = new Holding(0, 0, 0, false);
}
