package dev.larder.cache.blob;

/** Where the bytes of an answer came from, as far as the endpoint can tell. */
public enum ByteSource {
    /** Stored on this node. */
    DISK,
    /** In memory, of a fill that was complete but for its storing. */
    MEMORY,
    /** A fill in progress, from a peer or the origin. */
    FILL,
    /** Passed through from the origin. */
    ORIGIN;

    private final String header = name().toLowerCase(java.util.Locale.ROOT);

    String header() {
        return header;
    }
}
