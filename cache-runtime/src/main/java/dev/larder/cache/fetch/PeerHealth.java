package dev.larder.cache.fetch;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A circuit breaker per peer: after a failure to reach it, it is skipped at once for a while that doubles up to five
 * seconds; then one request tries again. Short, because a peer that was merely restarted must not be replaced by the
 * origin for longer than its restart takes.
 *
 * <p>One failure may be a pause of the peer, or of this node, and requests that were under way together fail together. So a
 * peer counts as {@linkplain #isGone gone} only when one that began after the first failure failed too. Thread-safe.
 */
final class PeerHealth {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    /** Who has not been asked for so long after its pause has left, or is needed no more. */
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(10);

    private final LongSupplier clock;
    private final ConcurrentMap<FetchPlan.Peer, State> peers = new ConcurrentHashMap<>();

    /**
     * @param failures one after the other
     * @param failedAt when the last of them was seen
     * @param until when it may be tried again
     */
    private record State(int failures, long failedAt, long until) {}

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
        return peers.replace(peer, known, new State(known.failures, known.failedAt, now + pause(known.failures)));
    }

    void reached(FetchPlan.Peer peer) {
        peers.remove(peer);
    }

    /** @param begun when the request that failed began, by the clock */
    void unreachable(FetchPlan.Peer peer, long begun) {
        forget();
        peers.compute(peer, (key, known) -> {
            if (known != null && begun - known.failedAt < 0) {
                return known;
            }
            int failures = known == null ? 1 : Math.min(16, known.failures + 1);
            long now = clock.getAsLong();
            return new State(failures, now, now + pause(failures));
        });
    }

    /** It failed more than once, one time after the other, and has not been reached since. */
    boolean isGone(FetchPlan.Peer peer) {
        State known = peers.get(peer);
        return known != null && known.failures > 1;
    }

    long now() {
        return clock.getAsLong();
    }

    private static long pause(int failures) {
        long pause = Math.min(LONGEST, FIRST << Math.min(10, failures - 1));
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    private void forget() {
        long now = clock.getAsLong();
        peers.values().removeIf(known -> now - known.until > FORGOTTEN);
    }

    /** Peers skipped or on trial now. */
    int open() {
        forget();
        return peers.size();
    }
}
