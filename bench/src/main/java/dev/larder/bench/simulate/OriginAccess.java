package dev.larder.bench.simulate;

import dev.larder.model.broadcast.OriginReads;
import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import dev.larder.model.placement.OriginReaders;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who reads the origin for whom, and which part of its limit, if it has one, each reader has: both are the product's decisions,
 * made anew with every map. A reader gives what it reads in a tick evenly to all that wait for it, as {@code RankedTicks} does with one
 * Dataset; a root reads by way of the first of the readers that answers.
 */
final class OriginAccess {
    /** That a node tries for one piece, as cache nodes do. */
    private static final int TRIED = 3;

    /** What a cache node reads for warm-up at the same time if it knows no limit. */
    private static final int WITHOUT_LIMIT = 24;

    private final Scenario scenario;
    private final boolean limited;
    private final int perZone;
    /** Pieces per tick that each node may read, if there is a limit. */
    private final float[] budget;

    private OriginReaders readers;
    private List<OriginShare> shares = List.of();

    OriginAccess(Scenario scenario, Layout layout) {
        this.scenario = scenario;
        this.limited = scenario.links().originLimit() < Double.POSITIVE_INFINITY;
        this.budget = new float[layout.map.size()];
        this.perZone = limited
                ? OriginReaders.perZone(
                        (long) scenario.links().originLimit(),
                        0,
                        (long) Math.min(
                                scenario.links().sends(), scenario.links().receives()),
                        layout.domains[Math.min(1, layout.levels)],
                        scenario.readers())
                : scenario.readers();
        this.readers = new OriginReaders(layout.map, perZone);
        boolean[] all = new boolean[layout.map.size()];
        Arrays.fill(all, true);
        divide(layout.map, all);
    }

    /** There is a new map. */
    void map(ClusterMap map) {
        readers = new OriginReaders(map, perZone);
    }

    /** What the operator does every epoch. Nodes that live have confirmed the last division. */
    void divide(ClusterMap map, boolean[] alive) {
        if (limited && next(map, alive)) {
            Arrays.fill(budget, 0);
            double perTick = scenario.tick() / scenario.pieceBytes();
            for (OriginShare share : shares) {
                long bytes = OriginShare.of((long) scenario.links().originLimit(), share.share());
                budget[map.indexOf(share.node())] = (float) (bytes * perTick);
            }
        }
    }

    private boolean next(ClusterMap map, boolean[] alive) {
        Map<String, Integer> weights = new HashMap<>();
        for (int reader : readers.all()) {
            CacheNode node = map.node(reader);
            weights.put(node.name(), node.weight());
        }
        List<OriginShare> before = shares;
        shares = OriginShares.next(shares, weights, new OriginShares.Known() {
            @Override
            public boolean confirmed(String node) {
                return alive[map.indexOf(node)];
            }

            @Override
            public boolean gone(String node) {
                return map.node(map.indexOf(node)).state() == NodeState.DOWN;
            }
        });
        return !shares.equals(before);
    }

    /** Pieces per tick; 0: it has no part yet, and refuses. */
    float budget(int reader) {
        return limited ? budget[reader] : Float.POSITIVE_INFINITY;
    }

    /** Bytes per second. */
    double rate(int reader) {
        return (double) budget(reader) * scenario.pieceBytes() / scenario.tick();
    }

    /**
     * How many pieces a reader reads at the same time: as few as use up its part.
     *
     * @param each bytes per second that one of a node's transfers gets, if all get the same
     */
    int atOnce(int reader, double each) {
        return scenario.originReads() > 0
                ? scenario.originReads()
                : limited ? OriginReads.atOnce(rate(reader), each) : WITHOUT_LIMIT;
    }

    /** In the order to try. */
    int[] ranked(int node, long hash) {
        return readers.ranked(node, hash, TRIED);
    }
}
