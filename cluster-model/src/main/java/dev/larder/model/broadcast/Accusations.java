package dev.larder.model.broadcast;

import java.util.Arrays;

/**
 * Who called whom slow, until enough different nodes agree that a node is to be leaf-only in the cluster map. One
 * receiver may be mistaken, or its own link bad; several are not. Never more than a fifth of all nodes: if more look slow,
 * then it is not they who are slow. Not thread-safe.
 */
public final class Accusations {
    private static final int NOBODY = -1;
    private static final int ASSUMED = -2;

    private final int enough;
    private final int most;
    private final int[] accusers;
    private int convicted;

    /**
     * @param nodes in the map
     * @param enough different accusers, at least 1
     */
    public Accusations(int nodes, int enough) {
        this.enough = enough;
        this.most = nodes / 5;
        this.accusers = new int[nodes * enough];
        Arrays.fill(accusers, NOBODY);
    }

    /** The node is leaf-only already: it counts among those that may be, and nobody has to accuse it. */
    public void assume(int node) {
        int last = node * enough + enough - 1;
        convicted += accusers[last] == NOBODY ? 1 : 0;
        Arrays.fill(accusers, node * enough, last + 1, ASSUMED);
    }

    /** Whether with this accusation the node is to be made leaf-only; true once for each node. */
    public boolean accuse(int node, int accuser) {
        int at = node * enough;
        for (int i = 0; i < enough; i++) {
            if (accusers[at + i] == accuser) {
                return false;
            }
            if (accusers[at + i] == NOBODY) {
                if (i == enough - 1 && convicted >= most) {
                    return false;
                }
                accusers[at + i] = accuser;
                convicted += i == enough - 1 ? 1 : 0;
                return i == enough - 1;
            }
        }
        return false;
    }
}
