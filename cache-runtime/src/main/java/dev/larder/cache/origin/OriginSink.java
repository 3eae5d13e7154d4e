package dev.larder.cache.origin;

import dev.larder.cache.read.FillFailure;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of an origin read in order. Called by one thread at a time. */
public interface OriginSink {

    /**
     * Takes what it can. False: it could not take all; keep the rest, give nothing else, and call this again with the
     * rest after {@code resume} ran (once, on any thread, possibly before this returns).
     */
    boolean accept(ByteBuffer bytes, Runnable resume);

    /**
     * Memory in which the next bytes belong, for who can have them put there at once; they are given to {@link #accept}
     * as others are. The next is asked for when the one before is released; after {@link #interrupted} nobody looks at what is
     * in it. Null: there is none.
     */
    default @Nullable ByteBuf place() {
        return null;
    }

    /** Why a read has to ask again for what is left of it. */
    enum Interruption {
        /** No bytes came for too long. */
        HUNG,
        /** The connection broke, or the answer ended early, or the origin failed. */
        BROKEN,
        /** The origin is asked too often. */
        REFUSED
    }

    /** The read goes on with another request, from where it is. */
    default void interrupted(Interruption how) {}

    /** A request goes to the origin: the first, or one that goes on where an earlier one broke. */
    default void requested() {}

    /** The request is on its way: from now on it is the origin that is waited for, not a connection to it. */
    default void sent() {}

    /**
     * The origin answered that it is asked too often; the end follows.
     *
     * @param retryAfter how long it wants to be left alone; zero: it did not say
     */
    default void throttled(Duration retryAfter) {}

    /** Uid of the Dataset that is warmed by this, or null if somebody waits for it; may change. Must take no locks. */
    default @Nullable String warmUpOf() {
        return null;
    }

    /** False: the read is to be cancelled. */
    boolean wanted();

    /** Called exactly once, last; null when every byte was accepted. */
    void end(@Nullable FillFailure failure);
}
