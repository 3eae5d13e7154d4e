package dev.larder.cache.pool;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers that the cluster's own credential could not read a moment ago: their blobs are passed through for a minute,
 * before it is tried again. At most 1,000. Thread-safe.
 */
public final class ClosedContainers {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedContainers.class);
    private static final long CLOSED_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 1_000;

    private final ConcurrentHashMap<Place, Long> closed = new ConcurrentHashMap<>();

    private record Place(String account, String container) {}

    /** @param now nanoseconds */
    public boolean isClosed(String account, String container, long now) {
        if (closed.isEmpty()) {
            return false;
        }
        var place = new Place(account, container);
        Long since = closed.get(place);
        if (since != null && now - since >= CLOSED_NANOS) {
            closed.remove(place, since);
            return false;
        }
        return since != null;
    }

    /** @param why what the origin said */
    public void close(String account, String container, String why, long now) {
        closed.values().removeIf(since -> now - since >= CLOSED_NANOS);
        if (closed.size() < MOST && closed.put(new Place(account, container), now) == null) {
            LOG.warn(
                    "Nothing of {}/{} is kept on demand: the CacheCluster's credential for the account"
                            + " (spec.origins) cannot read it; reads are passed through. {}",
                    account,
                    container,
                    why);
        }
    }
}
