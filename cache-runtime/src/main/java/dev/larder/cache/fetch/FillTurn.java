package dev.larder.cache.fetch;

import dev.larder.cache.read.ByteSource;

/** Whose turn it is to send a fill's bytes. The fill's lock guards it. */
final class FillTurn {

    /** The source whose turn it is sends, or is the origin. */
    private boolean fed;
    /** From here on the bytes are the origin's, before it a peer's. */
    private int originFrom = Integer.MAX_VALUE;

    /**
     * @param ofOrigin it is the origin; of another nothing has come yet
     * @param written bytes that have come from those before
     */
    void begin(boolean ofOrigin, int written) {
        fed = ofOrigin;
        originFrom = ofOrigin ? written : Integer.MAX_VALUE;
    }

    /** The source whose turn it is sends. */
    void feeds() {
        fed = true;
    }

    /** As {@link ChunkFill#isFed}. */
    boolean isFed() {
        return fed;
    }

    /** All that will come if nothing breaks comes from peers. */
    boolean isOfPeer() {
        return originFrom == Integer.MAX_VALUE;
    }

    ByteSource source(int offset) {
        return offset < originFrom ? ByteSource.PEER : ByteSource.ORIGIN;
    }
}
