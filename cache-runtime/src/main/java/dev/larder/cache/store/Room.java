package dev.larder.cache.store;

/**
 * What chunks of one owner could still take. About: bookkeeping is not counted, and others may be quicker.
 *
 * @param bytes of the owner's quota, of the capacity and of the file system, whichever has least; with what others hold
 *     that gives way to it
 * @param ofQuota it is the quota that has least
 */
public record Room(long bytes, boolean ofQuota) {

    static final Room NONE = new Room(0, false);

    Room plus(Room other) {
        return new Room(bytes + other.bytes, ofQuota || other.ofQuota);
    }
}
