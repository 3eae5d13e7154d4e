package dev.larder.bench.simulate;

import dev.larder.model.placement.Placement;
import dev.larder.model.placement.Sources;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What each node has to bring from outside: into its cell, where every node keeps everything; into the domain that it
 * holds a copy for, at narrower scopes. Where from is the product's decision ({@link Sources}).
 */
final class Imports {
    /** Of one piece by one node. */
    static final class Import {
        final int piece;
        /** In the order to ask; a node that may only be asked for what it holds is complemented. Null: not looked up. */
        int @Nullable [] sources;
        /** Sources that were slow, as bits. */
        int slow;
        /** Sources that did not answer, as bits. */
        int unreachable;
        /** Of the origin, in the order to ask. Null: not looked up. */
        int @Nullable [] readers;
        /** When none can be reached, this node takes the root's place. */
        boolean standsIn;

        Import(int piece) {
            this.piece = piece;
        }
    }

    private static final Import[] NONE = {};

    private final Scenario scenario;
    private final Layout layout;
    private final Holdings holdings;
    private final long[] hashes;
    private final int depth;
    private final Import[][] imports;
    private final int[] count;
    private final int[] turn;
    private final Sources found = new Sources();

    Imports(Scenario scenario, Layout layout, Holdings holdings, long[] hashes) {
        this.scenario = scenario;
        this.layout = layout;
        this.holdings = holdings;
        this.hashes = hashes;
        this.depth = layout.map.levels().depth(scenario.scope());
        int nodes = layout.map.size();
        imports = new Import[nodes][];
        Arrays.fill(imports, NONE);
        count = new int[nodes];
        turn = new int[nodes];
    }

    /** Lists everything anew: the map has changed, or who can be reached. */
    void list(Placement placement, IntPredicate reachable) {
        Arrays.fill(count, 0);
        int[][] groups = scenario.everywhere() ? layout.cells : firstOfDomains();
        for (int piece = 0; piece < hashes.length; piece++) {
            for (int[] group : groups) {
                int node = scenario.everywhere()
                        ? placement.importer(group[0], hashes[piece], reachable)
                        : placement.owner(depth, group[0], hashes[piece]);
                if (node >= 0 && !holdings.holds(node, piece)) {
                    add(node, new Import(piece));
                }
            }
        }
    }

    private int[][] firstOfDomains() {
        if (depth > layout.levels) {
            return layout.cells;
        }
        int[][] first = new int[layout.domains[depth]][];
        for (int node = layout.map.size() - 1; node >= 0; node--) {
            first[layout.domainOf[depth][node]] = new int[] {node};
        }
        return first;
    }

    private void add(int node, Import what) {
        if (count[node] == imports[node].length) {
            imports[node] = Arrays.copyOf(imports[node], Math.max(4, count[node] * 2));
        }
        imports[node][count[node]++] = what;
    }

    int count(int node) {
        return count[node];
    }

    /** The next of a node's imports, taking turns. */
    Import next(int node) {
        turn[node] = turn[node] + 1 >= count[node] ? 0 : turn[node] + 1;
        return imports[node][turn[node]];
    }

    /** The one that {@link #next} named last needs nothing more. */
    void drop(int node) {
        imports[node][turn[node]] = imports[node][--count[node]];
    }

    int[] readers(OriginAccess access, int node, Import what) {
        int[] known = what.readers;
        if (known == null) {
            known = access.ranked(node, hashes[what.piece]);
            what.readers = known;
        }
        return known;
    }

    /** The first that lives and has a part of the limit, of those that a node tries; -1 if none does. */
    int liveReader(OriginAccess access, int node, int piece, boolean[] alive) {
        for (int reader : access.ranked(node, hashes[piece])) {
            if (alive[reader] && access.budget(reader) > 0) {
                return reader;
            }
        }
        return -1;
    }

    int[] sources(Placement placement, int node, Import what) {
        if (what.sources == null) {
            found.find(placement, node, depth, 1, hashes[what.piece]);
            what.standsIn = found.standsIn();
            what.sources = new int[found.size()];
            for (int i = 0; i < found.size(); i++) {
                int source = found.node(i);
                what.sources[i] = switch (found.mode(i)) {
                    case FILL -> source;
                    case HELD -> ~source;
                };
            }
        }
        return what.sources;
    }

    /** For this piece the next source is asked. */
    void slow(int node, int piece, int source) {
        for (int i = 0; i < count[node]; i++) {
            imports[node][i].slow |= bit(imports[node][i], piece, source);
        }
    }

    /** As {@link #slow}. */
    void unreachable(int node, int piece, int source) {
        for (int i = 0; i < count[node]; i++) {
            imports[node][i].unreachable |= bit(imports[node][i], piece, source);
        }
    }

    private static int bit(Import what, int piece, int source) {
        int bits = 0;
        for (int j = 0; what.piece == piece && what.sources != null && j < what.sources.length; j++) {
            bits |= what.sources[j] == source || what.sources[j] == ~source ? 1 << j : 0;
        }
        return bits;
    }

    /** Everybody is given another try. Who reads the origin follows from the map, which is the same. */
    void forgive() {
        for (int node = 0; node < imports.length; node++) {
            for (int i = 0; i < count[node]; i++) {
                imports[node][i].slow = 0;
                imports[node][i].unreachable = 0;
            }
        }
    }
}
