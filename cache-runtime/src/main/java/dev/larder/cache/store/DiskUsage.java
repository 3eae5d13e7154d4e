package dev.larder.cache.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One disk of a {@link DiskArray}.
 *
 * @param directory of its store
 * @param capacityBytes what the store may take there
 * @param usedBytes what its files take
 * @param failure why the disk is out of use, or null while it works
 */
public record DiskUsage(
        Path directory,
        long capacityBytes,
        long usedBytes,
        @Nullable String failure) {}
