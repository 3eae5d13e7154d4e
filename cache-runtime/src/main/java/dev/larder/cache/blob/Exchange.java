package dev.larder.cache.blob;

import io.netty.handler.codec.http.HttpContent;

/**
 * One request and its answer. All calls come from the connection's event loop. An exchange ends by
 * {@link ClientConnection#done()} or {@link ClientConnection#abort()}, or is ended by {@link #abandon()}.
 */
interface Exchange {

    /** Called once, first. */
    void start();

    /** Takes over one piece of the request's body. Answers that need no body let go of it. */
    default void body(HttpContent content) {
        content.release();
    }

    /** False while the next piece should wait at the client. Told again by {@link ClientConnection#pump()}. */
    default boolean wantsBody() {
        return true;
    }

    /** The client takes more again. */
    default void writable() {}

    /** The client is gone or was given up: let go of everything and write nothing more. */
    default void abandon() {}
}
