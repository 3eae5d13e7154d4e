package dev.larder.model.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order in which domains and nodes own extents, for one set of weights. What weighs nothing takes no part.
 *
 * <p><b>Succession.</b> A narrowest domain's succession is its nodes by rank. A wider domain's is the first of each child's
 * succession in the order of the children's ranks, then the second of each, and so on, skipping children that have no more.
 * The first of a domain's succession is its owner; the first R are the holders where R replicas are kept. They are on
 * distinct children as far as there are children, and growing R only adds holders.
 */
final class Ranking {
    private final Shape shape;
    /** Members below each domain. */
    private final int[] members;
    /** Child domains of each domain, those with members only: a run of the child arrays. */
    private final int[] childStart;

    private final int[] childDomain;
    private final int[] childAt;
    private final boolean[] childrenWeighted;
    private final Siblings children;
    /** Nodes of each narrowest domain, grouped by cell: a run of the node arrays. */
    private final int[] nodeStart;

    private final int[] nodeEnd;
    private final int[] node;
    private final int[] nodeAt;
    private final boolean[] nodesWeighted;
    private final Siblings siblings;
    /** For each index of the node arrays, where its cell begins and ends. */
    private final int[] cellStart;

    private final int[] cellEnd;
    private final int[] cells;

    Ranking(Shape shape, int[] weights) {
        this.shape = shape;
        int domains = shape.domains;
        members = new int[domains];
        long[] weight = new long[domains];
        for (int n = 0; n < shape.nodes; n++) {
            for (int d = shape.domainOf[n]; weights[n] > 0 && d >= 0; d = shape.parent[d]) {
                members[d]++;
                weight[d] += weights[n];
            }
        }

        int[] below = IntStream.range(1, domains)
                .filter(d -> members[d] > 0)
                .boxed()
                .sorted(Comparator.comparing(d -> shape.parent[d]))
                .mapToInt(d -> d)
                .toArray();
        childDomain = below;
        childAt = new int[domains];
        Arrays.fill(childAt, -1);
        childStart = new int[domains + 1];
        childrenWeighted = new boolean[domains];
        long[] childHash = new long[below.length];
        double[] childInverse = new double[below.length];
        for (int i = 0; i < below.length; i++) {
            int d = below[i];
            childAt[d] = i;
            childHash[i] = shape.domainHash[d];
            childInverse[i] = 1.0 / weight[d];
            int parent = shape.parent[d];
            childStart[parent + 1]++;
            childrenWeighted[parent] |=
                    i > 0 && shape.parent[below[i - 1]] == parent && weight[below[i - 1]] != weight[d];
        }
        for (int d = 0; d < domains; d++) {
            childStart[d + 1] += childStart[d];
        }
        children = new Siblings(childHash, childInverse);

        node = IntStream.range(0, shape.nodes)
                .filter(n -> weights[n] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(n -> shape.domainOf[n])
                        .thenComparingInt(n -> shape.cellOf[n])
                        .thenComparingInt(n -> n))
                .mapToInt(n -> n)
                .toArray();
        nodeAt = new int[shape.nodes];
        Arrays.fill(nodeAt, -1);
        nodeStart = new int[domains];
        nodeEnd = new int[domains];
        nodesWeighted = new boolean[domains];
        cells = new int[domains];
        cellStart = new int[node.length];
        cellEnd = new int[node.length];
        long[] nodeHash = new long[node.length];
        double[] nodeInverse = new double[node.length];
        for (int i = 0; i < node.length; i++) {
            int n = node[i];
            int d = shape.domainOf[n];
            nodeAt[n] = i;
            nodeHash[i] = shape.nodeHash[n];
            nodeInverse[i] = 1.0 / weights[n];
            boolean first = i == 0 || shape.domainOf[node[i - 1]] != d;
            boolean firstOfCell = first || shape.cellOf[node[i - 1]] != shape.cellOf[n];
            nodeStart[d] = first ? i : nodeStart[d];
            nodeEnd[d] = i + 1;
            nodesWeighted[d] |= !first && weights[node[i - 1]] != weights[n];
            cells[d] += firstOfCell ? 1 : 0;
            cellStart[i] = firstOfCell ? i : cellStart[i - 1];
        }
        for (int i = node.length - 1; i >= 0; i--) {
            cellEnd[i] = i + 1 < node.length && cellStart[i + 1] == cellStart[i] ? cellEnd[i + 1] : i + 1;
        }
        siblings = new Siblings(nodeHash, nodeInverse);
    }

    boolean member(int n) {
        return nodeAt[n] >= 0;
    }

    int members(int domain) {
        return members[domain];
    }

    /** Owner of a labelled domain; -1 if it has no members. */
    int owner(int domain, long extent) {
        if (members[domain] == 0) {
            return -1;
        }
        int d = domain;
        while (!shape.narrowest(d)) {
            d = childDomain[children.best(extent, childStart[d], childStart[d + 1], childrenWeighted[d])];
        }
        return node[siblings.best(extent, nodeStart[d], nodeEnd[d], nodesWeighted[d])];
    }

    /** The node at a position of a domain's succession; -1 if it is not that long. */
    int successor(int domain, int position, long extent) {
        if (position >= members[domain]) {
            return -1;
        }
        int d = domain;
        int p = position;
        while (!shape.narrowest(d)) {
            int round = 0;
            for (int eligible = longer(d, 0); p >= eligible; eligible = longer(d, round)) {
                p -= eligible;
                round++;
            }
            d = round == 0 ? child(d, p, extent) : childLongerThan(d, round, p, extent);
            p = round;
        }
        return node[
                Selection.select(siblings, extent, nodeStart[d], nodeEnd[d], nodesWeighted[d], null, members[d], p)];
    }

    /**
     * Writes the beginning of a domain's succession.
     *
     * @param keys scratch, as long as {@code out}
     * @return how many
     */
    int first(int domain, long extent, int[] out, long[] keys) {
        int d = domain;
        while (!shape.narrowest(d) && childStart[d + 1] - childStart[d] == 1) {
            d = childDomain[childStart[d]];
        }
        int count = 0;
        if (shape.narrowest(d)) {
            count = siblings.first(extent, nodeStart[d], nodeEnd[d], nodesWeighted[d], out, keys);
            for (int i = 0; i < count; i++) {
                out[i] = node[out[i]];
            }
        } else {
            while (count < out.length && count < members[d]) {
                out[count] = successor(d, count, extent);
                count++;
            }
        }
        return count;
    }

    /** The child domain of that rank. */
    private int child(int d, int rank, long extent) {
        int from = childStart[d];
        int to = childStart[d + 1];
        return childDomain[Selection.select(children, extent, from, to, childrenWeighted[d], null, to - from, rank)];
    }

    /** How many children have more members than that. */
    private int longer(int d, int length) {
        int count = 0;
        for (int i = childStart[d]; i < childStart[d + 1]; i++) {
            count += members[childDomain[i]] > length ? 1 : 0;
        }
        return count;
    }

    /** Of the children with more members than {@code length}, the one of that rank. Only few children get here. */
    private int childLongerThan(int d, int length, int rank, long extent) {
        for (int i = childStart[d]; i < childStart[d + 1]; i++) {
            if (members[childDomain[i]] > length && rankAmongLonger(d, length, i, extent) == rank) {
                return childDomain[i];
            }
        }
        throw new AssertionError("no child of rank " + rank);
    }

    private int rankAmongLonger(int d, int length, int child, long extent) {
        boolean weighted = childrenWeighted[d];
        long mine = children.key(extent, child, weighted);
        int before = 0;
        for (int i = childStart[d]; i < childStart[d + 1]; i++) {
            if (members[childDomain[i]] > length) {
                long key = children.key(extent, i, weighted);
                before += key < mine || (key == mine && i < child) ? 1 : 0;
            }
        }
        return before;
    }

    /**
     * Whether a member is among the first {@code count} of the succession of the domain at {@code depth} around it. Most
     * answers are no, and come from the first few siblings looked at.
     */
    boolean within(int n, int depth, int count, long extent) {
        for (int level = depth; level < shape.levels; level++) {
            int d = shape.domainAt(n, level);
            int at = childAt[shape.domainAt(n, level + 1)];
            if (childRank(d, at, extent, count) >= count) {
                return false;
            }
        }
        int d = shape.domainOf[n];
        int rank = siblings.rank(extent, nodeStart[d], nodeEnd[d], nodeAt[n], nodesWeighted[d], count);
        if (rank >= count || count == 1) {
            return rank < count;
        }
        return position(n, depth, rank, extent) < count;
    }

    /** Position of a member in the succession of the domain at {@code depth}, given its rank in the narrowest. */
    private int position(int n, int depth, int rank, long extent) {
        int position = rank;
        for (int level = shape.levels - 1; level >= depth; level--) {
            int d = shape.domainAt(n, level);
            int own = childAt[shape.domainAt(n, level + 1)];
            boolean weighted = childrenWeighted[d];
            long mine = children.key(extent, own, weighted);
            int before = position;
            for (int i = childStart[d]; i < childStart[d + 1]; i++) {
                if (i != own) {
                    long key = children.key(extent, i, weighted);
                    boolean first = key < mine || (key == mine && i < own);
                    before += Math.min(members[childDomain[i]], position + (first ? 1 : 0));
                }
            }
            position = before;
        }
        return position;
    }

    private int childRank(int d, int at, long extent, int limit) {
        return childStart[d + 1] - childStart[d] == 1
                ? 0
                : children.rank(extent, childStart[d], childStart[d + 1], at, childrenWeighted[d], limit);
    }

    /** Whether a member is among the first {@code count} of its cell. */
    boolean withinCell(int n, int count, long extent) {
        int at = nodeAt[n];
        return siblings.rank(extent, cellStart[at], cellEnd[at], at, nodesWeighted[shape.domainOf[n]], count) < count;
    }

    /** The node of that rank in the cell around {@code n}; -1 if the cell has not that many members. */
    int inCell(int n, int rank, long extent) {
        int d = shape.domainOf[n];
        int from = cellFrom(n);
        if (from < 0 || rank >= cellEnd[from] - from) {
            return -1;
        }
        int to = cellEnd[from];
        return node[Selection.select(siblings, extent, from, to, nodesWeighted[d], null, to - from, rank)];
    }

    /** Where the cell around a node begins in the node arrays, also when the node itself is no member; -1 if nowhere. */
    private int cellFrom(int n) {
        if (nodeAt[n] >= 0) {
            return cellStart[nodeAt[n]];
        }
        int d = shape.domainOf[n];
        for (int i = nodeStart[d]; i < nodeEnd[d]; i = cellEnd[i]) {
            if (shape.cellOf[node[i]] == shape.cellOf[n]) {
                return i;
            }
        }
        return -1;
    }

    /** The parent of a member in the broadcast tree (see {@link Placement#parent}); -1 if it is the root. */
    int parent(int n, long extent) {
        int d = shape.domainOf[n];
        int at = nodeAt[n];
        boolean weighted = nodesWeighted[d];
        int from = cellStart[at];
        int to = cellEnd[at];
        int rank = siblings.rank(extent, from, to, at, weighted, Integer.MAX_VALUE);
        if (rank > 0) {
            return node[Selection.select(siblings, extent, from, to, weighted, null, to - from, above(rank))];
        }
        rank = cellRank(d, at, extent);
        if (rank > 0) {
            return node[
                    Selection.select(
                            siblings, extent, nodeStart[d], nodeEnd[d], weighted, cellEnd, cells[d], above(rank))];
        }
        for (int level = shape.levels - 1; level >= 0; level--) {
            int around = shape.domainAt(n, level);
            rank = childRank(around, childAt[shape.domainAt(n, level + 1)], extent, Integer.MAX_VALUE);
            if (rank > 0) {
                return owner(child(around, above(rank), extent), extent);
            }
        }
        return -1;
    }

    /** How many cells of the domain have a better best node than this node, which is the best of its own. */
    private int cellRank(int d, int at, long extent) {
        boolean weighted = nodesWeighted[d];
        long mine = siblings.key(extent, at, weighted);
        int before = 0;
        for (int i = nodeStart[d]; i < nodeEnd[d] && cells[d] > 1; i = cellEnd[i]) {
            int best = siblings.best(extent, i, cellEnd[i], weighted);
            long key = siblings.key(extent, best, weighted);
            before += key < mine || (key == mine && best < at) ? 1 : 0;
        }
        return before;
    }

    /** Each rank serves two below it. */
    private static int above(int rank) {
        return (rank - 1) / Placement.FANOUT;
    }
}
