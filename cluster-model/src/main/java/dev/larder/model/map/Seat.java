package dev.larder.model.map;

import dev.larder.model.blob.Mix;

/**
 * Where a node draws what it owns: a place in a table that it shares with nodes nearby, one node to a place. It
 * stays with the node as long as the node is in the map at the same location, whatever others come and go. Which nodes
 * share a table decides what lookups cost, never who owns how much.
 *
 * <p>The name of a node gives it an endless row of places. It gets the first that is free. As there are several times as many
 * places as nodes, that is the first for most; so a node that left and comes back mostly gets the place that it had, also where
 * nobody remembers it, and a map costs little more than without seats.
 *
 * @param depth of the labelled domain around the node whose tables it uses; 0 is the cluster
 * @param choice which place of its row the node has, from 0
 */
public record Seat(int depth, int choice) {
    /** Places of a table. A power of two. */
    public static final int PLACES = 4096;

    /** How many places of one table a node's row has before it goes on in the next table of the domain. */
    private static final int CHOICES_PER_TABLE = 8;

    /** Before the node has one. */
    static final Seat NONE = new Seat(0, 0);

    public Seat {
        if (depth < 0 || choice < 0 || choice >= ClusterMap.MAX_NODES) {
            throw new IllegalArgumentException("a seat at depth " + depth + " with choice " + choice);
        }
    }

    /** Which of the domain's tables, from 0. */
    public int table() {
        return choice / CHOICES_PER_TABLE;
    }

    /** The place in the table, below {@link #PLACES}, of the node whose name has this {@link Mix#text hash}. */
    public int place(long nameHash) {
        return (int) Mix.mix(nameHash + (choice + 1) * Mix.STEP) & PLACES - 1;
    }
}
