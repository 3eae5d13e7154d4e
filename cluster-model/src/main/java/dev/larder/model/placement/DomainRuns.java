package dev.larder.model.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs of all domains and cells. Domains are numbered depth first, and members are in the order of their narrowest domain, then
 * cell: so the members of any domain, and of any cell, come one after the other.
 */
final class DomainRuns {
    private final Shape shape;
    private final Tables tables;
    private final int[] node;
    private final int[] table;
    private final double[] inverse;
    private final @Nullable Run[] domains;

    /**
     * @param node of each position
     * @param table the same
     * @param inverse of its weight, the same
     */
    DomainRuns(Shape shape, Tables tables, int[] node, int[] table, double[] inverse) {
        this.shape = shape;
        this.tables = tables;
        this.node = node;
        this.table = table;
        this.inverse = inverse;
        this.domains = new Run[shape.domains];
        Sum[] sums = new Sum[shape.domains];
        for (int from = 0; from < node.length; ) {
            int domain = shape.domainOf[node[from]];
            int to = from + 1;
            while (to < node.length && shape.domainOf[node[to]] == domain) {
                to++;
            }
            Sum sum = sum(from, to);
            for (int d = domain; d >= 0; d = shape.parent[d]) {
                if (sums[d] == null) {
                    sums[d] = new Sum(from);
                }
                sums[d].add(sum);
            }
            from = to;
        }
        for (int d = 0; d < domains.length; d++) {
            domains[d] = sums[d] == null ? null : sums[d].run(d, tables);
        }
    }

    private Sum sum(int from, int to) {
        Sum sum = new Sum(from);
        sum.to = to;
        for (int at = from; at < to; at++) {
            sum.lightness = Math.min(sum.lightness, inverse[at]);
            sum.lightest = Math.max(sum.lightest, inverse[at]);
            sum.tables.merge(table[at], 1, Integer::sum);
        }
        return sum;
    }

    @Nullable
    Run[] domains() {
        return domains;
    }

    /** Those of each domain that have members. */
    Run[][] children() {
        List<List<Run>> children = new ArrayList<>();
        for (int d = 0; d < domains.length; d++) {
            children.add(new ArrayList<>());
            Run run = domains[d];
            if (run != null && d > 0) {
                children.get(shape.parent[d]).add(run);
            }
        }
        return arrays(children);
    }

    /** Those of each narrowest domain. */
    Run[][] cells() {
        List<List<Run>> cells = new ArrayList<>();
        for (Run run : domains) {
            List<Run> inside = new ArrayList<>();
            cells.add(inside);
            if (run != null && shape.narrowest(run.domain)) {
                for (int from = run.from; from < run.to; ) {
                    int to = from + 1;
                    while (to < run.to && shape.cellOf[node[to]] == shape.cellOf[node[from]]) {
                        to++;
                    }
                    inside.add(sum(from, to).run(run.domain, tables));
                    from = to;
                }
            }
        }
        return arrays(cells);
    }

    private static Run[][] arrays(List<List<Run>> lists) {
        return lists.stream().map(list -> list.toArray(new Run[0])).toArray(Run[][]::new);
    }

    private static final class Sum {
        private final int from;
        private int to;
        private double lightness = Double.POSITIVE_INFINITY;
        private double lightest;
        private final Map<Integer, Integer> tables = new TreeMap<>();

        Sum(int from) {
            this.from = from;
        }

        void add(Sum next) {
            to = next.to;
            lightness = Math.min(lightness, next.lightness);
            lightest = Math.max(lightest, next.lightest);
            next.tables.forEach((table, members) -> tables.merge(table, members, Integer::sum));
        }

        Run run(int domain, Tables all) {
            int[] mostFirst = tables.entrySet().stream()
                    .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                    .mapToInt(Map.Entry::getKey)
                    .toArray();
            return new Run(from, to, domain, mostFirst, all, lightness, lightness == lightest);
        }
    }
}
