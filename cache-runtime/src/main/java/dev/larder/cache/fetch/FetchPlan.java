package dev.larder.cache.fetch;

import java.util.List;

/**
 * Where a node finds an extent it lacks, by the cluster map of this moment.
 *
 * @param epoch of that map
 * @param holder this node is to keep the extent
 * @param steps in the order to try, before the origin
 * @param standsIn this node reads the origin when nobody who should have it can be reached
 * @param reads this node may read the origin itself, which it tries first
 * @param readers others that read the origin for this node, in the order to try
 */
public record FetchPlan(
        long epoch, boolean holder, List<Step> steps, boolean standsIn, boolean reads, List<Peer> readers) {

    public FetchPlan {
        steps = List.copyOf(steps);
        readers = List.copyOf(readers);
    }

    /** @param heldOnly the peer is asked for what it has, not to fetch what it has not */
    public record Step(Peer peer, boolean heldOnly) {}

    /** Another cache node's peer endpoint. */
    public record Peer(String node, String host, int port) {
        @Override
        public String toString() {
            return node + " (" + host + ":" + port + ")";
        }
    }
}
