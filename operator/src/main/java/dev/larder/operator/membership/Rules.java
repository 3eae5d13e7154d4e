package dev.larder.operator.membership;

import java.time.Duration;

/**
 * @param weight share of a node whose disks all work: GiB of them, at least 1
 * @param peerPort of pods that do not say theirs
 * @param silentAfter a node not heard for so long is avoided
 * @param downAfter a silent node that is not ready for so long loses its share
 * @param epochInterval least time between two epochs while changes keep coming; half of it once they do not
 * @param firstEpochGrace how long the first epoch waits for the rest after the first node is ready
 */
public record Rules(
        int weight,
        int peerPort,
        Duration silentAfter,
        Duration downAfter,
        Duration epochInterval,
        Duration firstEpochGrace) {
    private static final long GIB = 1L << 30;

    /** The share of a node whose disks may hold so much. */
    public static int weight(long diskBytes) {
        return (int) Math.clamp(diskBytes / GIB, 1, Integer.MAX_VALUE);
    }
}
