package dev.larder.bench.broadcast;

import java.io.IOException;
import java.util.Map;

/**
 * What the nodes have sent each other so far, by their own counters: bytes of chunks, without anything around them.
 * Of a node that was killed, what it had sent a moment before.
 */
final class Uploads {
    private final Fleet fleet;
    private final long[] betweenZones;
    private final long[] betweenCells;
    private final long[] withinCells;

    Uploads(Fleet fleet, int nodes) {
        this.fleet = fleet;
        betweenZones = new long[nodes];
        betweenCells = new long[nodes];
        withinCells = new long[nodes];
    }

    void read(int node) throws IOException, InterruptedException {
        Map<String, Long> sent = fleet.sent(node);
        betweenZones[node] = sent.getOrDefault("Cluster", 0L);
        betweenCells[node] = sent.getOrDefault("Zone", 0L);
        withinCells[node] = sent.getOrDefault("Cell", 0L);
    }

    Flows flows(long fromOrigin) {
        return new Flows(fromOrigin, sum(betweenZones), sum(betweenCells), sum(withinCells));
    }

    private static long sum(long[] each) {
        long sum = 0;
        for (long one : each) {
            sum += one;
        }
        return sum;
    }

    /** By the node that has sent most since then. */
    long mostSince(Uploads earlier) {
        long most = 0;
        for (int i = 0; i < withinCells.length; i++) {
            most = Math.max(most, total(i) - earlier.total(i));
        }
        return most;
    }

    private long total(int node) {
        return betweenZones[node] + betweenCells[node] + withinCells[node];
    }
}
