package dev.larder.cache.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How full a {@link ChunkStore} is. All sizes are bytes.
 *
 * @param capacityBytes what the store may take on disk
 * @param usedBytes what its files take, bookkeeping and removed chunks whose space is not free yet included; at most the
 *     capacity, unless the store was reopened with less
 * @param owners by owner; whoever has no files is absent
 * @param failure why the disk is out of use, or null while it works
 */
public record StoreUsage(
        long capacityBytes,
        long usedBytes,
        Map<String, Owner> owners,
        @Nullable String failure) {

    public StoreUsage {
        owners = Map.copyOf(owners);
    }

    public long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes);
    }

    /**
     * @param chunks held
     * @param chunkBytes the sum of their lengths
     * @param usedBytes what the owner's files take
     */
    public record Owner(long chunks, long chunkBytes, long usedBytes) {
        Owner plus(Owner other) {
            return new Owner(chunks + other.chunks, chunkBytes + other.chunkBytes, usedBytes + other.usedBytes);
        }
    }
}
