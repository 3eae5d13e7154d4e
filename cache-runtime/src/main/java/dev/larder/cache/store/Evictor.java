package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes room for a chunk in a full store by giving up others.
 *
 * <p>Who gives: of the owners that are not pinned the one of the lowest priority, if that is not above the newcomer's. What:
 * the least read of a few that its {@link EvictionHand} meets next, which comes close to the least read of all and needs no
 * order of all chunks (as Redis samples). Whether: a chunk of a lower priority goes in any case; one of the same priority
 * only for one that was read more often (TinyLFU's admission), by three reads at least. Data larger than the cache that is
 * read in a shuffled order again and again then does not push itself out, as with LRU, but a part of it stays and is hit:
 * the newcomer was read once more than what has yet to be read in this turn; halving the counts in the middle of a turn
 * makes it two at times, never three.
 *
 * <p>One thread at a time, in front of all other locks of the store. It waits for the disk.
 */
final class Evictor {

    /** Chunks of which the least read goes. */
    private static final int CHOICE = 8;

    /**
     * Most chunks given up for one, which bounds how long a put takes: 4 MiB of chunks of 1 KiB. More often than not they
     * make room only when their whole segment has been passed.
     */
    private static final int MOST_EVICTED = 4096;

    /** A segment that was not read during so many reads per held chunk is of no use, however often it was read before. */
    private static final double STALE_AFTER = 2;

    /** The same for a segment of one chunk; the more chunks it has, the less likely is it that chance spares them all. */
    private static final double STALE_ALONE_AFTER = 32;

    private static final int LEAST_STALE_READS = 64;
    private static final int STALE = -1;

    /** So many reads more than what goes. */
    private static final int MARGIN = 3;

    /** How often a few chunks are looked at before the newcomer is turned away. */
    private static final int MOST_LOOKS = 16;

    private final StoreState state;

    /** Nobody gains by guessing it, and the same reads evict the same chunks. */
    private final SplittableRandom random = new SplittableRandom(1);

    Evictor(StoreState state) {
        this.state = state;
    }

    /**
     * Gives up chunks until so many bytes are free.
     *
     * @param inQuota of the owner's quota, else of the store
     * @return whether there is room now; others may take it before the caller does
     */
    synchronized boolean makeRoom(String owner, ChunkId id, long bytes, boolean inQuota) throws IOException {
        Retention.Keep keep = state.retention().of(owner);
        int evicted = 0;
        int looks = 0;
        while (evicted < MOST_EVICTED && looks < MOST_LOOKS && state.usable()) {
            OwnerLog loser = inQuota ? own(owner, keep) : loser(keep);
            if (loser == null) {
                break;
            }
            EvictionHand.Candidate candidate = leastRead(loser);
            if (candidate == null || !mustGo(candidate, loser, owner, keep, id)) {
                looks++;
                continue;
            }
            candidate.evict(state);
            state.chunksEvicted.increment();
            evicted++;
            if (fits(owner, keep, bytes, inQuota)) {
                return true;
            }
        }
        return evicted > 0 && fits(owner, keep, bytes, inQuota);
    }

    /** Gives up the least read of an owner's chunks, pinned or not, until it keeps to its quota. */
    synchronized void trim(OwnerLog log) throws IOException {
        int fruitless = 0;
        while (state.usable()
                && fruitless < 2
                && log.tally().usedBytes().get()
                        > state.retention().of(log.owner()).quotaBytes()) {
            EvictionHand.Candidate candidate = leastRead(log);
            if (candidate == null) {
                fruitless++;
                continue;
            }
            candidate.evict(state);
            state.chunksEvicted.increment();
        }
    }

    private boolean fits(String owner, Retention.Keep keep, long bytes, boolean inQuota) throws IOException {
        return inQuota
                ? state.usedBy(owner) + bytes <= keep.quotaBytes()
                : state.space().free() >= bytes;
    }

    private @Nullable OwnerLog own(String owner, Retention.Keep keep) {
        return keep.pinned() ? null : state.logs().get(owner);
    }

    /** One of those with the lowest priority, each as often as it has bytes. */
    private @Nullable OwnerLog loser(Retention.Keep winner) {
        List<OwnerLog> lowest = new ArrayList<>();
        long bytes = 0;
        int priority = Integer.MAX_VALUE;
        for (OwnerLog log : state.logs().values()) {
            Retention.Keep keep = state.retention().of(log.owner());
            long used = log.tally().chunks().get() == 0
                    ? 0
                    : log.tally().usedBytes().get();
            boolean gives = !keep.pinned() && used > 0 && (winner.pinned() || keep.priority() <= winner.priority());
            if (!gives || keep.priority() > priority) {
                continue;
            }
            if (keep.priority() < priority) {
                priority = keep.priority();
                lowest.clear();
                bytes = 0;
            }
            lowest.add(log);
            bytes += used;
        }
        long at = bytes == 0 ? 0 : random.nextLong(bytes);
        for (OwnerLog log : lowest) {
            at -= log.tally().usedBytes().get();
            if (at < 0) {
                return log;
            }
        }
        // What is used changes meanwhile.
        return lowest.isEmpty() ? null : lowest.getLast();
    }

    private boolean mustGo(
            EvictionHand.Candidate candidate, OwnerLog loser, String owner, Retention.Keep keep, ChunkId newcomer) {
        boolean among = loser.owner().equals(owner)
                || (!keep.pinned() && state.retention().of(loser.owner()).priority() == keep.priority());
        return !among || reads(candidate) + MARGIN <= state.popularity().of(newcomer);
    }

    private EvictionHand.@Nullable Candidate leastRead(OwnerLog log) throws IOException {
        EvictionHand hand = log.hand();
        EvictionHand.Candidate least = null;
        int leastReads = Integer.MAX_VALUE;
        int turns = 0;
        for (int met = 0; met < CHOICE && turns < 2; ) {
            EvictionHand.Candidate candidate = hand.next();
            if (candidate == null) {
                turns++;
                continue;
            }
            met++;
            int reads = reads(candidate);
            if (reads < leastReads) {
                least = candidate;
                leastReads = reads;
            }
        }
        return least;
    }

    private int reads(EvictionHand.Candidate candidate) {
        long unread = state.popularity().time() - candidate.segment().lastRead();
        double staleAfter = Math.max(STALE_AFTER, STALE_ALONE_AFTER / candidate.inSegment());
        return unread > staleAfter * Math.max(LEAST_STALE_READS, state.index().size())
                ? STALE
                : state.popularity().of(candidate.id());
    }
}
