package dev.larder.bench.broadcast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What all cores of this machine have done since it was booted, in ticks of the kernel.
 *
 * @param idle with waiting for disks
 */
record Cpu(long all, long idle) {

    static Cpu now() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
        long[] ticks = Arrays.stream(line.strip().split("\\s+"))
                .skip(1)
                .limit(8)
                .mapToLong(Long::parseLong)
                .toArray();
        return new Cpu(Arrays.stream(ticks).sum(), ticks[3] + ticks[4]);
    }

    /** Part of the time since then in which a core was busy, 0 to 1. */
    double busySince(Cpu earlier) {
        return 1 - (double) (idle - earlier.idle) / Math.max(1, all - earlier.all);
    }
}
