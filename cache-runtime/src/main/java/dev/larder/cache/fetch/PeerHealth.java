package dev.larder.cache.fetch;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A circuit breaker per peer: after a failure to reach it, it is skipped at once for a while that doubles up to five
 * seconds; then one request tries again. Short, because a peer that was merely restarted must not be replaced by the
 * origin for longer than its restart takes. Thread-safe.
 */
final class PeerHealth {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier clock;
    private final ConcurrentMap<FetchPlan.Peer, State> peers = new ConcurrentHashMap<>();

    private record State(int failures, long until) {}

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    PeerHealth(LongSupplier clock) {
        this.clock = clock;
    }

    /** False: do not ask it now. True hands out the one trial when the pause is over. */
    boolean allows(FetchPlan.Peer peer) {
        State known = peers.get(peer);
        if (known == null) {
            return true;
        }
        long now = clock.getAsLong();
        if (now - known.until < 0) {
            return false;
        }
        return peers.replace(peer, known, new State(known.failures, now + pause(known.failures)));
    }

    void reached(FetchPlan.Peer peer) {
        peers.remove(peer);
    }

    void unreachable(FetchPlan.Peer peer) {
        peers.compute(peer, (key, known) -> {
            int failures = known == null ? 1 : Math.min(16, known.failures + 1);
            return new State(failures, clock.getAsLong() + pause(failures));
        });
    }

    private static long pause(int failures) {
        long pause = Math.min(LONGEST, FIRST << Math.min(10, failures - 1));
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    /** Peers skipped or on trial now. */
    int open() {
        return peers.size();
    }
}
