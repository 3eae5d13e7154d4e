package dev.larder.model.placement;

import java.util.Arrays;

/**
 * A run of positions that members have: those of a domain or of a cell.
 *
 * <p>{@code from} is the first, {@code to} the one after the last; {@code tables} are all that its members have seats in, those
 * with most of them first, and {@code start} and {@code end} where its members are in the rosters of those {@link Tables}; {@code lightness} is 1 / the greatest weight
 * of any member, or less; {@code even} says that all weigh the same, {@code oneTable} that they have their seats in one table, too; {@code domain} is
 * the labelled domain that it is, or in which it is a cell.
 */
final class Run {
    final int from;
    final int to;
    final int domain;
    final int[] tables;
    final int[] start;
    final int[] end;
    final double lightness;
    final boolean even;
    final boolean oneTable;

    Run(int from, int to, int domain, int[] tables, Tables all, double lightness, boolean even) {
        this.from = from;
        this.to = to;
        this.domain = domain;
        this.tables = tables;
        this.start = Arrays.stream(tables).map(t -> all.first(t, from)).toArray();
        this.end = Arrays.stream(tables).map(t -> all.first(t, to)).toArray();
        this.lightness = lightness;
        this.even = even;
        this.oneTable = even && tables.length == 1;
    }

    boolean has(int at) {
        return at >= from && at < to;
    }

    int size() {
        return to - from;
    }
}
