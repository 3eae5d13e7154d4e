package dev.larder.cache.warmup;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.Room;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps warm-up from fetching what there is no room for, which would cost the origin and the network a read for nothing,
 * over and over. An extent is fetched only if there seems to be room for it. When the store refuses a chunk all the same
 * (bookkeeping, another writer), nothing of the Dataset is fetched until there is room for one extent more than then; and
 * since nobody may say so, one extent is tried after a minute, then after two, and so on up to sixteen. Thread-safe.
 */
final class FullDisk {

    private static final long FIRST_WAIT = Duration.ofMinutes(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofMinutes(16).toNanos();

    private final Function<String, Room> rooms;
    private final LongSupplier clock;
    private final Map<String, Refused> refused = new ConcurrentHashMap<>();

    /**
     * @param room there was when a chunk was refused
     * @param since in the clock's time
     */
    private record Refused(long room, long since, long patience) {}

    /**
     * @param rooms by uid of a Dataset
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    FullDisk(Function<String, Room> rooms, LongSupplier clock) {
        this.rooms = rooms;
        this.clock = clock;
    }

    /** What of a Dataset may be fetched now, when nothing of it is under way. */
    Allowance allowance(String uid) {
        return new Allowance(uid, rooms.apply(uid));
    }

    /** What one pull may fetch. Thread-safe. */
    final class Allowance {

        private final String uid;
        private final Room room;
        private final @Nullable Refused before;
        private final boolean trial;
        private long left;
        private boolean tried;
        private boolean lacking;
        private @Nullable FillFailure refusal;

        private Allowance(String uid, Room room) {
            this.uid = uid;
            this.room = room;
            this.left = room.bytes();
            this.before = refused.get(uid);
            this.trial = before != null && clock.getAsLong() - before.since >= before.patience;
        }

        /** Whether an extent of which so much is missing may be fetched. */
        synchronized boolean take(long bytes) {
            boolean grown = before == null || room.bytes() >= before.room + bytes;
            boolean allowed = refusal == null && (grown ? bytes <= left : trial && !tried);
            if (allowed) {
                left -= bytes;
                tried = true;
            } else {
                lacking = true;
            }
            return allowed;
        }

        /** @param failure null: it is stored */
        synchronized void ended(@Nullable FillFailure failure) {
            if (failure == null) {
                if (refusal == null) {
                    refused.remove(uid);
                }
            } else if (isLackOfRoom(failure) && refusal == null) {
                refusal = failure;
                lacking = true;
                long patience = before == null ? FIRST_WAIT : Math.min(LONGEST_WAIT, before.patience * (trial ? 2 : 1));
                refused.put(uid, new Refused(rooms.apply(uid).bytes(), clock.getAsLong(), patience));
            }
        }

        /** Some of what was missing was not fetched, or not kept, because there is no room for it. */
        synchronized boolean isLacking() {
            return lacking;
        }

        /** A chunk was refused: nothing more is allowed. */
        synchronized boolean isRefused() {
            return refusal != null;
        }

        /** What is said of it to people. */
        synchronized FillFailure why(String node) {
            boolean quota = refusal == null ? room.ofQuota() : refusal.reason() == Reason.OVER_QUOTA;
            String more = "node " + node + " has room for " + size(room.bytes()) + " more of it";
            return quota
                    ? new FillFailure(Reason.OVER_QUOTA, more + " within spec.retention.maxBytesPerNode")
                    : new FillFailure(Reason.NO_SPACE, more);
        }
    }

    static boolean isLackOfRoom(FillFailure failure) {
        return failure.reason() == Reason.NO_SPACE || failure.reason() == Reason.OVER_QUOTA;
    }

    private static String size(long bytes) {
        return bytes < 10 << 20
                ? (bytes >> 10) + " KiB"
                : bytes < 10L << 30 ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
    }
}
