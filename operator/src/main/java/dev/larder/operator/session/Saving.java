package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Decides what must be safe before it is published. Shares of ownership, catalog and listings must; that a node is
 * avoided for a moment, has another address, or that everything is copied and who had it before matters no more, the next
 * operator sees for itself. So that no version is used twice all the same, a run of versions is reserved with one write,
 * and given back when it has been quiet. Not thread-safe.
 */
final class Saving {
    /** A rollout of thousands of nodes makes several maps a second, as pods come back at other addresses. */
    private static final long AHEAD = 1_000;

    private static final Duration QUIET = Duration.ofSeconds(30);

    private final StateStore store;
    private SavedState saved;
    private ClusterMap newest;
    private Instant changedAt = Instant.EPOCH;

    Saving(StateStore store, SavedState start) {
        this.store = store;
        this.saved = start;
        this.newest = start.map();
    }

    /** Returns once these may be published; throws what the store throws, and then they may not. */
    void before(CacheCluster cluster, ClusterMap map, Catalog catalog, Map<String, Listing> listings, Instant now) {
        boolean owned = sameShares(map, saved.map())
                && catalog.version() == saved.catalog().version()
                && listings.equals(saved.listings());
        if (!owned) {
            save(cluster, new SavedState(map, Math.max(map.version(), saved.reserved()), catalog, listings));
        } else if (map.version() > saved.reserved()) {
            save(cluster, new SavedState(map, map.version() + AHEAD, catalog, listings));
        }
        if (map.version() != newest.version()) {
            changedAt = now;
        } else if (saved.reserved() > map.version() && now.isAfter(changedAt.plus(QUIET))) {
            save(cluster, new SavedState(map, map.version(), catalog, listings));
        }
        newest = map;
    }

    private void save(CacheCluster cluster, SavedState state) {
        store.save(cluster, state);
        saved = state;
    }

    /** Whether the same nodes own the same: one that has no share may have come or gone. */
    private static boolean sameShares(ClusterMap a, ClusterMap b) {
        if (a == b) {
            return true;
        }
        if (a.epoch() != b.epoch() || a.members() != b.members() || !a.levels().equals(b.levels())) {
            return false;
        }
        int other = 0;
        for (CacheNode one : a.nodes()) {
            if (one.weight() > 0) {
                while (b.node(other).weight() == 0) {
                    other++;
                }
                if (!sameShare(one, b.node(other++))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean sameShare(CacheNode one, CacheNode other) {
        return one == other
                || (one.weight() == other.weight() && one.name().equals(other.name()) && one.samePlace(other));
    }
}
