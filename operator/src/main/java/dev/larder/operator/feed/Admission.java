package dev.larder.operator.feed;

import dev.larder.model.map.CacheNode;

/** What becomes of a node that asks for the feed. */
sealed interface Admission {
    /** It gets a stream. */
    record Serve() implements Admission {}

    /** That node of its cell passes the feed on. */
    record Follow(CacheNode relay) implements Admission {}

    /** Too many come at once. */
    record Later(int seconds) implements Admission {}
}
