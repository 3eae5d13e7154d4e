package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import org.jspecify.annotations.Nullable;

/** Where each chunk is: an id to a segment's slot, a position, a length and a CRC. Thread-safe; never touches the disk. */
final class ChunkIndex {

    private static final int SHARDS = 64;

    private final IndexShard[] shards = new IndexShard[SHARDS];

    ChunkIndex() {
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new IndexShard();
        }
    }

    <T> @Nullable T find(ChunkId id, IndexShard.Found<T> found) {
        return shard(id).find(id.high(), id.low(), found);
    }

    boolean insert(ChunkId id, int segment, int unit, int flaggedLength, int crc, IndexShard.Chosen replace) {
        return shard(id).insert(id.high(), id.low(), segment, unit, flaggedLength, crc, replace);
    }

    /** As {@link #insert}, but only what is known already: what was removed meanwhile does not come back. */
    boolean move(ChunkId id, int segment, int unit, int flaggedLength, int crc, IndexShard.Chosen from) {
        return shard(id).move(id.high(), id.low(), segment, unit, flaggedLength, crc, from);
    }

    <T> @Nullable T remove(ChunkId id, IndexShard.Found<T> found) {
        return shard(id).remove(id.high(), id.low(), found);
    }

    void removeAll(IndexShard.Chosen chosen) {
        for (IndexShard shard : shards) {
            shard.removeAll(chosen);
        }
    }

    /** From now on the entry needs no comparison with its CRC, if it is still in this place. */
    void verified(ChunkId id, int segment, int unit) {
        shard(id).verified(id.high(), id.low(), (s, u) -> s == segment && u == unit);
    }

    void forEach(IndexShard.Seen seen) {
        for (IndexShard shard : shards) {
            shard.forEach(seen);
        }
    }

    long size() {
        long size = 0;
        for (IndexShard shard : shards) {
            size += shard.size();
        }
        return size;
    }

    private IndexShard shard(ChunkId id) {
        return shards[(int) (mix(id.high(), id.low()) >>> 58)];
    }

    /** Ids are hashes already; this only keeps ids that are not (in tests, or after a change of hash) from clustering. */
    static long mix(long high, long low) {
        long x = (high ^ Long.rotateLeft(low, 32)) * 0x9e3779b97f4a7c15L;
        return x ^ x >>> 32;
    }
}
