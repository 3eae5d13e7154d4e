package dev.larder.cache.pipe;

import org.jspecify.annotations.Nullable;

/** Memory in which bytes from a socket belong, and that may want the same bytes in a pipe too. */
public interface PipedPlace {

    /** It has the bytes that come before those of the place, and no others; stays its owner's. Null: none is wanted. */
    @Nullable
    Pipe pipe();
}
