package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Mix;
import java.util.List;

/**
 * Which disk a chunk belongs on: weighted rendezvous hashing, so that each gets its part by capacity and a disk that comes
 * or goes moves only what it gains or had. The best is where {@code -ln(u) / weight} is least, u being uniform in (0, 1)
 * and a function of chunk and disk: of exponential variables with these rates each is the least as often as its rate
 * says (Schindelhauer and Schomaker, "Weighted distributed hash tables", 2005). Immutable.
 */
final class DiskChoice {

    private static final double UNIT = 0x1.0p-53;

    private final long[] salts;
    private final double[] weights;

    /** @param disks at most 64; their directories are their identity */
    DiskChoice(List<StoreConfig> disks) {
        salts = disks.stream()
                .mapToLong(disk -> Mix.text(disk.directory().toString()))
                .toArray();
        weights = disks.stream().mapToDouble(StoreConfig::capacityBytes).toArray();
    }

    /** The best disk for the chunk except those whose bits are set; -1: there is none. */
    int first(ChunkId id, long except) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int disk = 0; disk < salts.length; disk++) {
            if ((except & 1L << disk) != 0) {
                continue;
            }
            double key = key(id, disk);
            if (key < least) {
                least = key;
                best = disk;
            }
        }
        return best;
    }

    private double key(ChunkId id, int disk) {
        long hash = Mix.mix(id.high() ^ Mix.mix(id.low() + salts[disk]));
        double uniform = ((hash >>> 11) + 0.5) * UNIT;
        return -Math.log(uniform) / weights[disk];
    }
}
