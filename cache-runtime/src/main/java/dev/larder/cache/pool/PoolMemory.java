package dev.larder.cache.pool;

import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * What a node remembers for reads outside Datasets, in memory only. Thread-safe.
 *
 * @param salt of the passes, so that they mean nothing elsewhere; do not change it
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
public record PoolMemory(
        KnownBlobs blobs,
        ProvenPasses passes,
        ClosedContainers closed,
        PoolCounts counts,
        byte[] salt,
        LongSupplier clock) {

    public PoolMemory(LongSupplier clock) {
        this(new KnownBlobs(), new ProvenPasses(), new ClosedContainers(), new PoolCounts(), newSalt(), clock);
    }

    private static byte[] newSalt() {
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return salt;
    }
}
