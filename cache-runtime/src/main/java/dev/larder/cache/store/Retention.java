package dev.larder.cache.store;

/** What a store may give up when it is full. Asked often, from several threads, sometimes under a lock: it must not block. */
@FunctionalInterface
public interface Retention {

    /** Nothing is given up; a full store refuses. */
    Retention KEEP_ALL = owner -> Keep.PINNED;

    /** How the chunks of this owner are kept. The answer may change at any time, and counts from the next put on. */
    Keep of(String owner);

    /** The same, except for that owner. */
    default Retention with(String owner, Keep keep) {
        return other -> other.equals(owner) ? keep : of(other);
    }

    /**
     * @param pinned its chunks are given up for nobody, not even for its own
     * @param priority of owners that are not pinned the lowest gives first, for owners of the same or a higher priority and
     *     for pinned ones; among equals what is read less
     * @param quotaBytes what the owner's files may take; beyond that its own least read chunks make room, if it is not
     *     pinned
     */
    record Keep(boolean pinned, int priority, long quotaBytes) {

        public static final Keep PINNED = new Keep(true, 0, Long.MAX_VALUE);

        public Keep {
            if (quotaBytes < 0) {
                throw new IllegalArgumentException("negative quota: " + quotaBytes);
            }
        }

        public static Keep evictable(int priority) {
            return new Keep(false, priority, Long.MAX_VALUE);
        }

        /** Whether what is kept like this stays at least as long as what is kept like the other. */
        public boolean outlasts(Keep other) {
            return pinned || (!other.pinned && priority >= other.priority);
        }

        public Keep within(long bytes) {
            return new Keep(pinned, priority, bytes);
        }

        /** What one disk takes of the quota when it has this part of the capacity. */
        Keep part(double part) {
            return quotaBytes == Long.MAX_VALUE ? this : within((long) (quotaBytes * part));
        }
    }
}
