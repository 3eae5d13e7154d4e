package dev.larder.model.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which domains and nodes own extents, for one set of weights. What weighs nothing takes no part.
 *
 * <p><b>Ranks.</b> A node's key is its draw ({@link Draws}), that of a domain or a cell the least of its nodes'. Siblings rank by their
 * keys.
 *
 * <p><b>Succession.</b> A narrowest domain's succession is its nodes by rank. A wider domain's is the first of each child's
 * succession in the order of the children's ranks, then the second of each, and so on, skipping children that have no more.
 * The first of a domain's succession is its owner; the first R are the holders where R replicas are kept. They are on
 * distinct children as far as there are children, and growing R only adds holders.
 */
final class Ranking {
    private static final int ALL = Integer.MAX_VALUE;

    private final Shape shape;
    private final Draws draws;
    /** Members of each domain; null where there are none. */
    private final @Nullable Run[] domains;
    /** Child domains of each domain, those with members only; of a narrowest domain none. */
    private final Run[][] children;
    /** Cells of each narrowest domain. */
    private final Run[][] cells;
    /** Cell of each member, by position. */
    private final Run[] cellAt;

    private final int[] node;
    /** Position of each node; -1 if it is no member. */
    private final int[] position;

    Ranking(Shape shape, int[] weights) {
        this.shape = shape;
        node = IntStream.range(0, shape.nodes)
                .filter(n -> weights[n] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(n -> shape.domainOf[n])
                        .thenComparingInt(n -> shape.cellOf[n])
                        .thenComparingInt(n -> n))
                .mapToInt(n -> n)
                .toArray();
        position = new int[shape.nodes];
        Arrays.fill(position, -1);
        long[] hash = new long[node.length];
        int[] table = new int[node.length];
        int[] place = new int[node.length];
        double[] inverse = new double[node.length];
        for (int at = 0; at < node.length; at++) {
            int n = node[at];
            position[n] = at;
            hash[at] = shape.nodeHash[n];
            table[at] = shape.tableOf[n];
            place[at] = shape.placeOf[n];
            inverse[at] = 1.0 / weights[n];
        }
        draws = new Draws(shape.tableHash, hash, table, place, inverse);
        DomainRuns runs = new DomainRuns(shape, draws.tables, node, table, inverse);
        domains = runs.domains();
        children = runs.children();
        cells = runs.cells();
        cellAt = new Run[node.length];
        for (Run[] some : cells) {
            for (Run cell : some) {
                Arrays.fill(cellAt, cell.from, cell.to, cell);
            }
        }
    }

    boolean member(int n) {
        return position[n] >= 0;
    }

    /** Owner of a labelled domain; -1 if it has no members. */
    int owner(int domain, long extent) {
        Run run = domains[domain];
        return run == null ? -1 : node[Ranks.best(draws, extent, run)];
    }

    /** The node at a position of a domain's succession; -1 if it is not that long. */
    int successor(int domain, int at, long extent) {
        Run run = domains[domain];
        if (run == null || at >= run.size()) {
            return -1;
        }
        int p = at;
        while (!shape.narrowest(run.domain)) {
            Run[] below = children[run.domain];
            int round = 0;
            for (int eligible = below.length; p >= eligible; eligible = longer(below, round)) {
                p -= eligible;
                round++;
            }
            if (round == 0) {
                return node[Selection.select(draws, extent, run, below, p)];
            }
            run = longer(below, round) == below.length
                    ? childAround(below, Selection.select(draws, extent, run, below, p))
                    : childLongerThan(below, round, p, extent);
            p = round;
        }
        return node[Ranks.select(draws, extent, run, p)];
    }

    /**
     * Writes the beginning of a domain's succession.
     *
     * @return how many
     */
    int first(int domain, long extent, int[] out) {
        Run run = domains[domain];
        if (run == null) {
            return 0;
        }
        while (children[run.domain].length == 1) {
            run = children[run.domain][0];
        }
        int count = Math.min(out.length, run.size());
        Run[] below = children[run.domain];
        double key = -1;
        int at = -1;
        for (int i = 0; i < count; i++) {
            if (below.length == 0 || i < below.length) {
                at = below.length == 0
                        ? Race.next(draws, extent, run, key, at)
                        : Selection.next(draws, extent, below, key, at);
                key = draws.key(extent, at);
                out[i] = node[at];
            } else {
                // The children come in the same order in each round in which all have a member left.
                int round = i / below.length;
                out[i] = longer(below, round) == below.length
                        ? successor(childAround(below, position[out[i % below.length]]).domain, round, extent)
                        : successor(run.domain, i, extent);
            }
        }
        return count;
    }

    private static Run childAround(Run[] children, int at) {
        for (Run child : children) {
            if (child.has(at)) {
                return child;
            }
        }
        throw new AssertionError("no child has " + at);
    }

    /** How many children have more members than that. */
    private static int longer(Run[] children, int length) {
        int count = 0;
        for (Run child : children) {
            count += child.size() > length ? 1 : 0;
        }
        return count;
    }

    /** Of the children with more members than {@code length}, the one of that rank. Only few children get here. */
    private Run childLongerThan(Run[] children, int length, int rank, long extent) {
        for (Run child : children) {
            if (child.size() > length && rankAmongLonger(children, length, child, extent) == rank) {
                return child;
            }
        }
        throw new AssertionError("no child of rank " + rank);
    }

    private int rankAmongLonger(Run[] children, int length, Run child, long extent) {
        int best = Ranks.best(draws, extent, child);
        double key = draws.key(extent, best);
        int before = 0;
        for (Run other : children) {
            before += other.size() > length && Race.bestBefore(draws, extent, other, key, best) != best ? 1 : 0;
        }
        return before;
    }

    /**
     * Whether a member is among the first {@code count} of the succession of the domain at {@code depth} around it. Most
     * answers are no, and come from the first few darts at the narrowest domain's tables.
     */
    boolean within(int n, int depth, int count, long extent) {
        Run narrowest = around(n, shape.levels);
        int at = position[n];
        if (!Ranks.isAmongFirst(draws, extent, narrowest, at, count)) {
            return false;
        }
        if (depth == shape.levels) {
            return true;
        }
        if (count == 1) {
            return Ranks.best(draws, extent, around(n, depth)) == at;
        }
        return inSuccession(n, depth, Ranks.rank(draws, extent, narrowest, at), count, extent) < count;
    }

    /**
     * Position of a member in the succession of the domain at {@code depth}, given its rank in the narrowest; some number that is
     * not less than {@code limit} if the position is not.
     */
    private int inSuccession(int n, int depth, int rank, int limit, long extent) {
        int at = rank;
        for (int level = shape.levels - 1; level >= depth && at < limit; level--) {
            Run own = around(n, level + 1);
            int best = Ranks.best(draws, extent, own);
            double key = draws.key(extent, best);
            int before = at;
            for (Run other : children[around(n, level).domain]) {
                if (other != own) {
                    int first = Race.bestBefore(draws, extent, other, key, best) != best ? 1 : 0;
                    before += Math.min(other.size(), at + first);
                }
            }
            at = before;
        }
        return at;
    }

    /** Whether a member is among the first {@code count} of its cell. */
    boolean withinCell(int n, int count, long extent) {
        int at = position[n];
        return Ranks.isAmongFirst(draws, extent, cellAt[at], at, count);
    }

    /** The node of that rank in the cell around {@code n}; -1 if the cell has not that many members. */
    int inCell(int n, int rank, long extent) {
        Run cell = cellAround(n);
        return cell == null || rank >= cell.size() ? -1 : node[Ranks.select(draws, extent, cell, rank)];
    }

    /** Also where the node itself is no member; null if nobody in its cell is. */
    private @Nullable Run cellAround(int n) {
        if (position[n] >= 0) {
            return cellAt[position[n]];
        }
        for (Run cell : cells[shape.domainOf[n]]) {
            if (shape.cellOf[node[cell.from]] == shape.cellOf[n]) {
                return cell;
            }
        }
        return null;
    }

    /** The parent of a member in the broadcast tree (see {@link Placement#parent}); -1 if it is the root. */
    int parent(int n, long extent) {
        int at = position[n];
        Run cell = cellAt[at];
        int rank = Ranks.rank(draws, extent, cell, at);
        if (rank > 0) {
            return node[Ranks.select(draws, extent, cell, above(rank))];
        }
        double key = draws.key(extent, at);
        Run run = around(n, shape.levels);
        Run[] siblings = cells[run.domain];
        for (int level = shape.levels; ; ) {
            rank = Selection.before(draws, extent, siblings, key, at, ALL);
            if (rank > 0) {
                return node[Selection.select(draws, extent, run, siblings, above(rank))];
            }
            if (--level < 0) {
                return -1;
            }
            run = around(n, level);
            siblings = children[run.domain];
        }
    }

    /** The domain at a depth (0 to levels) around a member. */
    private Run around(int n, int depth) {
        int domain = shape.domainAt(n, depth);
        Run run = domains[domain];
        if (run == null) {
            throw new IllegalStateException("domain " + domain + " has no members");
        }
        return run;
    }

    /** Each rank serves two below it. */
    private static int above(int rank) {
        return (rank - 1) / Placement.FANOUT;
    }
}
