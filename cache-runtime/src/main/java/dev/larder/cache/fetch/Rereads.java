package dev.larder.cache.fetch;

import dev.larder.model.blob.ChunkId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether chunks that this node does not store are read again soon enough that it pays to keep them in memory. To keep one
 * costs what it costs to write the next one to memory that has left the processor's cache; to have kept one that is wanted
 * again saves a whole transfer.
 *
 * <p>Of chunks that were not kept the names are, for as long as their bytes would have been: so it is seen in both states
 * what keeping is worth. The idea is that of the ghost lists of ARC (Megiddo and Modha, FAST 2003). Thread-safe.
 */
final class Rereads {

    /** The share of reads that must find a chunk, or would have, for which the chunks are kept. */
    private static final double WORTH = 1.0 / 8;

    /** Of one read in the share. */
    private static final double WEIGHT = 1.0 / 64;

    private final long limit;
    private final Map<ChunkId, Integer> names = new LinkedHashMap<>();
    private long bytes;
    private double share = 1;
    private volatile boolean pay = true;

    /** @param limit bytes of chunks that are kept if it pays */
    Rereads(long limit) {
        this.limit = limit;
    }

    boolean pay() {
        return pay;
    }

    /** A read found the chunk, or joined others who wait for it. */
    synchronized void found() {
        count(true);
    }

    /** A read has to have the chunk brought. */
    synchronized void missed(ChunkId chunk) {
        Integer length = names.remove(chunk);
        if (length != null) {
            bytes -= length;
        }
        count(length != null);
    }

    /** All its readers have it, and it was not kept. */
    synchronized void notKept(ChunkId chunk, int length) {
        if (names.putIfAbsent(chunk, length) == null) {
            bytes += length;
        }
        Iterator<Integer> oldest = names.values().iterator();
        while (bytes > limit) {
            bytes -= oldest.next();
            oldest.remove();
        }
    }

    private void count(boolean again) {
        share += ((again ? 1 : 0) - share) * WEIGHT;
        pay = share >= WORTH;
    }
}
