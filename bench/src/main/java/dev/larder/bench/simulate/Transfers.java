package dev.larder.bench.simulate;

import java.util.Arrays;

/**
 * Pieces on their way. A node's transfers share its links evenly, and what some cannot use the others get (a second pass),
 * as TCP does; the origin and the links between domains of the widest level are shared the same way. Rates and amounts
 * are in pieces, times in ticks. A transfer is known by its slot: {@code node * slots + 0 .. slots - 1}.
 */
final class Transfers {
    static final int IDLE = -1;
    static final int ORIGIN = -2;
    /** The source vanished and the receiver has not noticed yet. */
    static final int LOST = -3;

    /** No particular piece was asked for. */
    static final int NOTHING = -1;

    /** What rounding may leave of a piece. */
    private static final float COMPLETE = 1e-4f;

    final int slots;
    final int[] source;
    final int[] piece;
    /** Tick in which the transfer began, or in which the loss is noticed. */
    final int[] since;

    final float[] left;
    /** The source receives the piece itself: no more can be had of it than has arrived there. */
    private final boolean[] follows;
    /** Slots in use. */
    final int[] busy;
    /** Transfers that a node sends. */
    final int[] sending;

    int fromOrigin;

    private final int nodes;
    private final Holdings holdings;
    private final float[] up;
    private final float[] down;
    private final float origin;
    private final float between;
    private final int[] widest;
    private final int widestCount;
    private final int[] crossing;
    private final int[] receiving;
    private final float[] usedUp;
    private final float[] usedDown;
    private final float[] shareUp;
    private final float[] shareDown;

    /**
     * @param up of each node, pieces per tick
     * @param between two domains of the widest level, pieces per tick and direction
     */
    Transfers(Layout layout, Holdings holdings, int slots, float[] up, float[] down, float origin, float between) {
        this.nodes = layout.map.size();
        this.holdings = holdings;
        this.slots = slots;
        this.up = up;
        this.down = down;
        this.origin = origin;
        this.between = between;
        source = new int[nodes * slots];
        Arrays.fill(source, IDLE);
        piece = new int[nodes * slots];
        since = new int[nodes * slots];
        left = new float[nodes * slots];
        follows = new boolean[nodes * slots];
        busy = new int[nodes];
        sending = new int[nodes];
        receiving = new int[nodes];
        usedUp = new float[nodes];
        usedDown = new float[nodes];
        shareUp = new float[nodes];
        shareDown = new float[nodes];
        widest = layout.domainOf[Math.min(1, layout.levels)];
        widestCount = layout.domains[Math.min(1, layout.levels)];
        crossing = new int[widestCount * widestCount];
    }

    boolean free(int node) {
        return busy[node] < slots;
    }

    void begin(int node, int from, int what, int tick) {
        int slot = idle(node);
        source[slot] = from;
        piece[slot] = what;
        since[slot] = tick;
        left[slot] = 1;
        follows[slot] = from != ORIGIN && arriving(from, what);
        receiving[node]++;
        count(from, node, 1);
    }

    /** The node waits for an answer that will not come. */
    void waitInVain(int node, int what, int until) {
        int slot = idle(node);
        source[slot] = LOST;
        piece[slot] = what;
        since[slot] = until;
        left[slot] = 1;
    }

    private int idle(int node) {
        for (int slot = node * slots; slot < (node + 1) * slots; slot++) {
            if (source[slot] == IDLE) {
                busy[node]++;
                return slot;
            }
        }
        throw new AssertionError("no slot is free");
    }

    /** Whether the node receives that piece now. */
    boolean arriving(int node, int what) {
        for (int slot = node * slots; slot < (node + 1) * slots; slot++) {
            if (source[slot] != IDLE && source[slot] != LOST && piece[slot] == what) {
                return true;
            }
        }
        return false;
    }

    boolean follows(int slot) {
        return follows[slot];
    }

    /** What the source has and this receiver has not; nothing while the source has given up and not begun again. */
    private float ahead(int slot) {
        int from = source[slot];
        if (holdings.holds(from, piece[slot])) {
            follows[slot] = false;
            return left[slot];
        }
        for (int other = from * slots; other < (from + 1) * slots; other++) {
            if (source[other] != IDLE && piece[other] == piece[slot]) {
                return Math.max(0, left[slot] - left[other]);
            }
        }
        return 0;
    }

    void end(int slot) {
        int node = slot / slots;
        if (source[slot] != LOST) {
            receiving[node]--;
            count(source[slot], node, -1);
        }
        source[slot] = IDLE;
        busy[node]--;
    }

    /** The source is gone; its receiver notices later. */
    void lose(int slot, int until) {
        receiving[slot / slots]--;
        count(source[slot], slot / slots, -1);
        source[slot] = LOST;
        since[slot] = until;
    }

    private void count(int from, int to, int change) {
        if (from == ORIGIN) {
            fromOrigin += change;
        } else {
            sending[from] += change;
            if (widest[from] != widest[to]) {
                crossing[widest[from] * widestCount + widest[to]] += change;
            }
        }
    }

    boolean complete(int slot) {
        return left[slot] <= COMPLETE;
    }

    /** Lets bytes flow for one tick. */
    void move(Traffic traffic) {
        Arrays.fill(usedUp, 0);
        Arrays.fill(usedDown, 0);
        pass(traffic, true);
        pass(traffic, false);
    }

    private void pass(Traffic traffic, boolean first) {
        for (int node = 0; node < nodes; node++) {
            shareUp[node] = sending[node] == 0 ? 0 : (up[node] - usedUp[node]) / sending[node];
            shareDown[node] = receiving[node] == 0 ? 0 : (down[node] - usedDown[node]) / receiving[node];
        }
        float originShare = fromOrigin == 0 ? 0 : origin / fromOrigin;
        for (int node = 0; node < nodes; node++) {
            if (receiving[node] == 0) {
                continue;
            }
            for (int slot = node * slots; slot < (node + 1) * slots; slot++) {
                int from = source[slot];
                if (from == IDLE || from == LOST || left[slot] <= COMPLETE) {
                    continue;
                }
                float amount = Math.min(shareDown[node], left[slot]);
                if (from == ORIGIN) {
                    amount = first ? Math.min(amount, originShare) : 0;
                    traffic.fromOrigin(amount);
                } else {
                    amount = Math.min(amount, shareUp[from]);
                    if (widest[from] != widest[node]) {
                        int pair = widest[from] * widestCount + widest[node];
                        amount = first ? Math.min(amount, between / crossing[pair]) : 0;
                    }
                    if (follows[slot]) {
                        amount = Math.min(amount, ahead(slot));
                    }
                    usedUp[from] += amount;
                    traffic.between(from, node, amount);
                }
                usedDown[node] += amount;
                left[slot] -= amount;
            }
        }
    }
}
