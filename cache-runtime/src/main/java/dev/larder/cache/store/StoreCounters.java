package dev.larder.cache.store;

/**
 * What a store has done since it was opened.
 *
 * @param chunksStored puts that stored something
 * @param bytesStored the lengths of those chunks
 * @param chunksVerified read-backs that found the right bytes: before the first serve after a restart, or by a scrub
 * @param chunksCorrupt chunks forgotten because their bytes were wrong or unreadable
 * @param readErrors reads that the disk refused
 * @param chunksRecovered chunks found when the store was opened
 * @param segmentsLost files deleted when the store was opened because their header was damaged
 * @param chunksEvicted given up to make room for others
 */
public record StoreCounters(
        long chunksStored,
        long bytesStored,
        long chunksVerified,
        long chunksCorrupt,
        long readErrors,
        long chunksRecovered,
        long segmentsLost,
        long chunksEvicted) {

    static final StoreCounters NONE = new StoreCounters(0, 0, 0, 0, 0, 0, 0, 0);

    StoreCounters plus(StoreCounters other) {
        return new StoreCounters(
                chunksStored + other.chunksStored,
                bytesStored + other.bytesStored,
                chunksVerified + other.chunksVerified,
                chunksCorrupt + other.chunksCorrupt,
                readErrors + other.readErrors,
                chunksRecovered + other.chunksRecovered,
                segmentsLost + other.segmentsLost,
                chunksEvicted + other.chunksEvicted);
    }
}
