package dev.larder.cache.peer;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.fetch.ExtentRef;
import dev.larder.model.blob.BlobHash;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Geometry;
import dev.larder.model.broadcast.PieceChoice;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * Which of the extents that a mate lacks it is offered: one that is stored here as a whole, picked at random. Thread-safe;
 * looks at the index in memory only.
 *
 * @param stored whether this node has a chunk on its disk
 * @param random a number from 0 to its argument - 1; called on many threads
 */
record Offers(Predicate<ChunkId> stored, IntUnaryOperator random) {

    /** Chunks looked for to answer one question: it is answered on an event loop. */
    private static final int MOST_LOOKUPS = 8_192;

    /** Index in {@code lacked}, or -1; extents that the revision has not got are passed over. */
    int choose(DatasetRevision revision, List<ExtentRef> lacked) {
        int words = (lacked.size() + 63) / 64;
        long[] held = new long[words];
        long[] asked = new long[words];
        Arrays.fill(asked, -1L);
        int start = random.applyAsInt(lacked.size());
        int lookups = MOST_LOOKUPS;
        for (int i = 0; i < lacked.size() && lookups > 0; i++) {
            int index = (start + i) % lacked.size();
            int looked = looked(revision, lacked.get(index));
            if (looked > 0) {
                held[index >>> 6] |= 1L << index;
            }
            lookups -= Math.abs(looked);
        }
        return PieceChoice.choose(held, 0, asked, 0, words, start);
    }

    /** How many chunks were looked for; negative if one of them is not here. */
    private int looked(DatasetRevision revision, ExtentRef asked) {
        if (asked.ordinal() >= revision.manifest().size()) {
            return -1;
        }
        Geometry geometry = revision.geometry();
        long size = revision.manifest().blobSize(asked.ordinal());
        if (asked.extent() >= geometry.extentCount(size)) {
            return -1;
        }
        BlobHash blob = revision.manifest().hash(asked.ordinal());
        long first = geometry.firstChunk(asked.extent());
        int count = geometry.chunksInExtent(size, asked.extent());
        for (int i = 0; i < count; i++) {
            if (!stored.test(blob.chunk(geometry, first + i))) {
                return -i - 1;
            }
        }
        return count;
    }
}
