package dev.larder.model.placement;

import dev.larder.model.map.Seat;
import java.util.Arrays;

/** Who has which place, and who is in which table. Members are meant by their position. Immutable. */
final class Tables {
    /** Member that has a place: {@code sitting[table * PLACES + place]}; -1 for nobody. */
    private final int[] sitting;
    /** A bit for each place that somebody has: 512 bytes of a table instead of 16 kB, for the many darts that hit nobody. */
    private final long[] taken;
    /** Where the members of each table begin in {@link #roster}; they are ascending. */
    private final int[] start;

    private final int[] roster;
    /** Of the names of those in the roster. */
    private final long[] hash;

    /**
     * @param hash of each member's name
     * @param table of each member
     * @param place of each member; of two that have one place, which no map made here has, only the first is found there
     */
    Tables(int tables, long[] hash, int[] table, int[] place) {
        sitting = new int[tables * Seat.PLACES];
        Arrays.fill(sitting, -1);
        taken = new long[sitting.length / Long.SIZE];
        start = new int[tables + 1];
        for (int at = table.length - 1; at >= 0; at--) {
            int seat = table[at] * Seat.PLACES + place[at];
            sitting[seat] = at;
            taken[seat / Long.SIZE] |= 1L << seat;
            start[table[at] + 1]++;
        }
        for (int t = 0; t < tables; t++) {
            start[t + 1] += start[t];
        }
        roster = new int[table.length];
        this.hash = new long[table.length];
        int[] next = start.clone();
        for (int at = 0; at < table.length; at++) {
            int r = next[table[at]]++;
            roster[r] = at;
            this.hash[r] = hash[at];
        }
    }

    /** The member that has a place; -1 if nobody has. */
    int at(int table, int place) {
        int seat = table * Seat.PLACES + place;
        return (taken[seat / Long.SIZE] >>> seat & 1) == 0 ? -1 : sitting[seat];
    }

    /** First of a table's members at or beyond a position: an index for {@link #member}. */
    int first(int table, int from) {
        int low = start[table];
        int high = start[table + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (roster[middle] < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int member(int index) {
        return roster[index];
    }

    /** See {@link OwnDraw#number}. */
    long number(long extent, int index) {
        return OwnDraw.number(extent, hash[index]);
    }
}
