package dev.larder.bench.broadcast;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the nodes have sent each other so far, by their own counters: bytes of chunks, without anything around them.
 * Of a node that was killed, what it had sent a moment before.
 */
final class Uploads {
    private final Fleet fleet;
    private final long[] betweenZones;
    private final long[] betweenCells;
    private final long[] withinCells;
    private final List<Map<String, Long>> detours;

    Uploads(Fleet fleet, int nodes) {
        this.fleet = fleet;
        betweenZones = new long[nodes];
        betweenCells = new long[nodes];
        withinCells = new long[nodes];
        detours = new ArrayList<>(Collections.nCopies(nodes, Map.of()));
    }

    void read(int node) throws IOException, InterruptedException {
        Told told = fleet.told(node);
        Map<String, Long> sent = told.sent();
        detours.set(node, told.detours());
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

    /** How often all nodes went another way than the simulation plays since then, by why. */
    Map<String, Long> detoursSince(Uploads earlier) {
        Map<String, Long> sum = new TreeMap<>();
        detours.forEach(of -> of.forEach((why, count) -> sum.merge(why, count, Long::sum)));
        earlier.detours.forEach(of -> of.forEach((why, count) -> sum.merge(why, -count, Long::sum)));
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
