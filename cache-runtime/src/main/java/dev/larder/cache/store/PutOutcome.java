package dev.larder.cache.store;

/** What became of a {@link ChunkStore#put}. */
public sealed interface PutOutcome {

    /** The chunk is held now. */
    record Stored() implements PutOutcome {}

    /** The chunk was held before; nothing was written. */
    record AlreadyHeld() implements PutOutcome {}

    /**
     * Nothing was stored, since the chunk with its share of the bookkeeping does not fit.
     *
     * @param freeBytes what is free of the owner's quota, or of the store's capacity, or of the file system without the
     *     reserve if that is less
     * @param neededBytes what the chunk would have taken
     * @param overQuota it is the owner's quota that it does not fit
     */
    record NoSpace(long freeBytes, long neededBytes, boolean overQuota) implements PutOutcome {}

    /** Nothing was stored: the disk has failed, now or earlier; {@code message} says how. */
    record DiskFailed(String message) implements PutOutcome {}
}
