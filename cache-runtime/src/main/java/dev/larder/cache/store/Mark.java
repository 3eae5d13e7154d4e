package dev.larder.cache.store;

/** One byte per record, in its header and in the footer, changed in place. */
final class Mark {

    static final byte LIVE = 0;
    static final byte DEAD = 1;

    /** Dead, and the whole pages of its data were given back to the file system. */
    static final byte PUNCHED = 2;

    private Mark() {}
}
