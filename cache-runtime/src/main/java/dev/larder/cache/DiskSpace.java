package dev.larder.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * @param directory on a disk, for chunks
 * @param bytes what they may take there
 */
public record DiskSpace(Path directory, long bytes) {

    public DiskSpace {
        if (bytes < 1) {
            throw new IllegalArgumentException("store capacity must be positive, not " + bytes);
        }
    }

    /**
     * Reads {@code PATH=BYTES,PATH=BYTES,...}. A path may have an equals sign in it, but no comma.
     *
     * @throws IllegalArgumentException if it is not that, or names a directory twice
     */
    static List<DiskSpace> parse(String text) {
        List<DiskSpace> disks = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (String part : text.split(",", -1)) {
            int equals = part.lastIndexOf('=');
            long bytes;
            try {
                bytes = Long.parseLong(part.substring(equals + 1));
            } catch (NumberFormatException e) {
                bytes = 0;
            }
            if (equals < 1 || bytes < 1) {
                throw new IllegalArgumentException("--store must be PATH=BYTES, such as /mnt/nvme=3298534883328, or"
                        + " several with commas between, not " + text);
            }
            Path directory = Path.of(part.substring(0, equals)).normalize();
            if (!seen.add(directory)) {
                throw new IllegalArgumentException("--store names " + directory + " twice");
            }
            disks.add(new DiskSpace(directory, bytes));
        }
        return disks;
    }
}
