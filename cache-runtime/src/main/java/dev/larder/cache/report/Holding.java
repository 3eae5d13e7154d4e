package dev.larder.cache.report;

import dev.larder.cache.read.FillFailure;
import org.jspecify.annotations.Nullable;

/**
 * How much of a revision this node must hold, and holds.
 *
 * @param epoch the placement epoch that says so
 * @param walked the manifest was walked with that epoch; the sizes mean nothing before
 * @param lacksRoom why the rest is not fetched although it could be had, or null
 */
public record Holding(
        long epoch,
        long requiredBytes,
        long heldBytes,
        boolean walked,
        @Nullable FillFailure lacksRoom) {
    public static final Holding UNKNOWN = new Holding(0, 0, 0, false, null);

    /** The same, but for why the rest is not fetched. */
    public Holding lacks(@Nullable FillFailure room) {
        return new Holding(epoch, requiredBytes, heldBytes, walked, room);
    }

    /** The same, but for what is held now. */
    public Holding holds(long bytes) {
        return new Holding(epoch, requiredBytes, bytes, walked, bytes >= requiredBytes ? null : lacksRoom);
    }
}
