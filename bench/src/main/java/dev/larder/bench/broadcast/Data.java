package dev.larder.bench.broadcast;

import dev.larder.bench.surroundings.Blobs;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What is sent.
 *
 * @param root of the account's files
 * @param rehearsal a little, so that every node has read from the origin, from parents and from mates before it counts
 */
record Data(Path root, Blobs rehearsal, Blobs blobs) {
    private static final int REHEARSAL_BLOBS = 64;
    private static final long REHEARSAL_BLOB = 256 << 10;
    private static final int EXTENTS_IN_BLOB = 4;

    /** @param bytes a multiple of an extent */
    static Data write(Path root, long bytes) throws IOException {
        Blobs rehearsal = Blobs.in(root, "rehearsal").add("r", REHEARSAL_BLOBS, REHEARSAL_BLOB);
        long each = EXTENTS_IN_BLOB * Plan.extentBytes();
        Blobs blobs = Blobs.in(root, "data").add("b", (int) (bytes / each), each);
        if (bytes % each > 0) {
            blobs.add("rest", bytes % each);
        }
        return new Data(root, rehearsal, blobs);
    }
}
