package dev.larder.cache.read;

/** Where bytes were when they were asked for, the nearest place first. */
public enum ByteSource {
    /** In this node's memory, whole: fetched a moment ago and kept for the next who asks. */
    MEMORY,
    /** Stored on this node. */
    DISK,
    /** On another cache node, which sends them. */
    PEER,
    /** At the origin only. */
    ORIGIN;

    /** Nobody had to send it to this node. */
    public boolean isHere() {
        return this == MEMORY || this == DISK;
    }
}
