package dev.larder.cache.read;

/** Who wants a chunk; decides what is done for it and who goes first when memory is short. */
public sealed interface Demand {

    Demand FOREGROUND = new Foreground();
    Demand WARM_UP = new WarmUp();
    Demand HELD_ONLY = new HeldOnly();

    /** A client waits: first in line. */
    record Foreground() implements Demand {}

    /**
     * Another cache node waits and this node is to fetch the chunk if it lacks it.
     *
     * @param hops nodes the request has passed, from 1
     * @param patient nobody waits at the far end, so an unreachable parent is waited for rather than replaced by the
     *     origin
     */
    record Peer(int hops, boolean patient) implements Demand {}

    /**
     * Another cache node has this one read the origin for it.
     *
     * @param chunks to be read with this one and after it, by one request; at least 1
     * @param patient nobody waits at the far end
     */
    record Origin(int chunks, boolean patient) implements Demand {}

    /** Nobody waits; the chunk is to be held here. */
    record WarmUp() implements Demand {}

    /** Only what is stored or being filled right now; nothing is started. */
    record HeldOnly() implements Demand {}
}
