package dev.larder.cache.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param directory the store's own files are {@code LOCK}, {@code HOLDER}, {@code VERSION} and {@code segments/} in it;
 *     others may have theirs beside them
 * @param capacityBytes what these files may take together, at least 1 MiB; less if the file system has not that much
 * @param segmentBytes at what size a segment is sealed and the next begun, 64 KiB to 1 GiB; a longer chunk gets a segment
 *     of its own. Each is one open file
 * @param syncEvery how often everything is made durable without being asked to; bounds what a power cut takes
 */
public record StoreConfig(Path directory, long capacityBytes, int segmentBytes, Duration syncEvery) {

    static final int DEFAULT_SEGMENT_BYTES = 256 << 20;

    public StoreConfig {
        if (capacityBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "A store needs a capacity of at least 1 MiB (1048576 bytes), not " + capacityBytes);
        }
        if (segmentBytes < 64 << 10 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("A segment has 65536 to 1073741824 bytes, not " + segmentBytes);
        }
        if (syncEvery.toMillis() < 1) {
            throw new IllegalArgumentException("syncEvery must be at least 1 ms, not " + syncEvery);
        }
    }

    /**
     * What the file system has left at least after a chunk was stored, in bytes: as much as a segment. Larder's own small
     * files beside the store and the file system's bookkeeping live on it.
     */
    public long reserveBytes() {
        return segmentBytes;
    }

    /**
     * Segments of 256 MiB, in a small store 1/64 of its capacity but at least 1 MiB, so that what is deleted segment by
     * segment is never a large part of the store; synced every 5 s.
     */
    public static StoreConfig of(Path directory, long capacityBytes) {
        long segment = Math.clamp(capacityBytes / 64, 1 << 20, DEFAULT_SEGMENT_BYTES);
        return new StoreConfig(directory, capacityBytes, (int) segment, Duration.ofSeconds(5));
    }
}
