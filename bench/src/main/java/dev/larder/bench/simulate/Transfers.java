package dev.larder.bench.simulate;

import java.util.Arrays;

/**
 * Pieces on their way. A node's transfers share its links evenly, and what some cannot use the others get (a second pass),
 * as TCP does; links that many share are shared the same way ({@link SharedLinks}). No link and no node's share of one is exceeded in
 * any tick: that is checked, not assumed. Rates and amounts are in pieces, times in ticks. A transfer is known by its slot:
 * {@code node * slots + 0 .. slots - 1}.
 */
final class Transfers {
    static final int IDLE = -1;
    static final int ORIGIN = SharedLinks.ORIGIN;
    /** The source vanished and the receiver has not noticed yet. */
    static final int LOST = -3;

    /** No particular piece was asked for. */
    static final int NOTHING = -1;

    /** What rounding may leave of a piece. */
    private static final float COMPLETE = 1e-4f;

    final int slots;
    final int[] source;
    /** Of a transfer from the origin, who reads it; the receiver itself, or a node that passes it on. */
    final int[] reader;

    final int[] piece;
    /** Tick in which bytes begin to flow, or in which the loss is noticed. */
    final int[] since;

    final float[] left;
    /** The source receives the piece itself: no more can be had of it than has arrived there. */
    private final boolean[] follows;
    /** Slots in use. */
    final int[] busy;
    /** Transfers that a node sends. */
    final int[] sending;

    private final int nodes;
    private final Layout layout;
    private final Holdings holdings;
    private final SharedLinks shared;
    private final float[] up;
    private final float[] down;
    /** From a request to its first byte by the widest level in which two nodes differ; the last is the origin's. */
    private final int[] latency;

    private final int[] receiving;
    private final float[] usedUp;
    private final float[] usedDown;
    private final float[] shareUp;
    private final float[] shareDown;

    /** @param slow nodes whose links are slower */
    Transfers(Scenario scenario, Layout layout, Holdings holdings, OriginAccess access, boolean[] slow) {
        this.nodes = layout.map.size();
        this.layout = layout;
        this.holdings = holdings;
        this.slots = scenario.downloads();
        this.shared = new SharedLinks(layout, scenario, access);
        this.latency = latencies(scenario);
        this.up = rates(scenario, scenario.links().sends(), slow);
        this.down = rates(scenario, scenario.links().receives(), slow);
        source = new int[nodes * slots];
        Arrays.fill(source, IDLE);
        reader = new int[nodes * slots];
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
    }

    private static float[] rates(Scenario scenario, double healthy, boolean[] slow) {
        float[] rates = new float[slow.length];
        for (int node = 0; node < rates.length; node++) {
            double rate = slow[node] ? healthy / scenario.trouble().slowFactor() : healthy;
            rates[node] = (float) (rate * scenario.tick() / scenario.pieceBytes());
        }
        return rates;
    }

    private static int[] latencies(Scenario scenario) {
        int levels = scenario.levels().size();
        int[] ticks = new int[levels + 2];
        for (int level = 0; level <= levels; level++) {
            String name =
                    level == levels ? Links.CELL : scenario.levels().get(level).level();
            ticks[level] = (int) (Links.of(scenario.links().latencies(), name) / scenario.tick());
        }
        ticks[levels + 1] = (int) (scenario.links().originLatency() / scenario.tick());
        return ticks;
    }

    /** Transfers from the origin by one reader. */
    int reading(int by) {
        return shared.reading(by);
    }

    boolean free(int node) {
        return busy[node] < slots;
    }

    void begin(int node, int from, int what, int tick) {
        int slot = idle(node);
        source[slot] = from;
        piece[slot] = what;
        since[slot] = tick + latency[from == ORIGIN ? latency.length - 1 : layout.apart(from, node)];
        left[slot] = 1;
        follows[slot] = from != ORIGIN && arriving(from, what);
        receiving[node]++;
        count(slot, 1);
    }

    /** From the origin, by way of a reader. */
    void read(int node, int by, int what, int tick) {
        reader[idle(node, false)] = by;
        begin(node, ORIGIN, what, tick);
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
        return idle(node, true);
    }

    private int idle(int node, boolean take) {
        for (int slot = node * slots; slot < (node + 1) * slots; slot++) {
            if (source[slot] == IDLE) {
                busy[node] += take ? 1 : 0;
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
            count(slot, -1);
        }
        source[slot] = IDLE;
        busy[node]--;
    }

    /** The reader is gone, and another one goes on where it broke. */
    void readFurther(int slot, int by, int since) {
        count(slot, -1);
        reader[slot] = by;
        this.since[slot] = since;
        count(slot, 1);
    }

    /** The source is gone; its receiver notices later. */
    void lose(int slot, int until) {
        receiving[slot / slots]--;
        count(slot, -1);
        source[slot] = LOST;
        since[slot] = until;
    }

    private void count(int slot, int change) {
        int from = source[slot];
        int node = slot / slots;
        if (from != ORIGIN) {
            sending[from] += change;
            shared.count(from, node, change);
            return;
        }
        int by = reader[slot];
        shared.countReading(by, change);
        if (by != node) {
            // It passes on what it receives, over both of its links.
            receiving[by] += change;
            sending[by] += change;
            shared.count(by, node, change);
        }
    }

    boolean complete(int slot) {
        return left[slot] <= COMPLETE;
    }

    /**
     * Lets bytes flow for one tick.
     *
     * @throws IllegalStateException if that exceeded a budget
     */
    void move(int tick, Traffic traffic) {
        Arrays.fill(usedUp, 0);
        Arrays.fill(usedDown, 0);
        pass(tick, traffic, true);
        pass(tick, traffic, false);
        for (int node = 0; node < nodes; node++) {
            SharedLinks.check("sent by", node, usedUp[node], up[node]);
            SharedLinks.check("received by", node, usedDown[node], down[node]);
        }
        shared.check();
    }

    private void pass(int tick, Traffic traffic, boolean first) {
        for (int node = 0; node < nodes; node++) {
            shareUp[node] = sending[node] == 0 ? 0 : (up[node] - usedUp[node]) / sending[node];
            shareDown[node] = receiving[node] == 0 ? 0 : (down[node] - usedDown[node]) / receiving[node];
        }
        for (int node = 0; node < nodes; node++) {
            if (busy[node] == 0) {
                continue;
            }
            for (int slot = node * slots; slot < (node + 1) * slots; slot++) {
                int from = source[slot];
                if (from == IDLE || from == LOST || left[slot] <= COMPLETE || since[slot] >= tick) {
                    continue;
                }
                if (from == ORIGIN) {
                    read(slot, node, first, traffic);
                    continue;
                }
                float share = shared.share(from, node);
                if (!first && share != Float.POSITIVE_INFINITY) {
                    continue;
                }
                float amount = Math.min(Math.min(shareDown[node], left[slot]), Math.min(share, shareUp[from]));
                if (follows[slot]) {
                    amount = Math.min(amount, ahead(slot));
                }
                usedUp[from] += amount;
                traffic.between(from, node, amount);
                shared.use(from, node, amount);
                usedDown[node] += amount;
                left[slot] -= amount;
            }
        }
    }

    private void read(int slot, int node, boolean first, Traffic traffic) {
        if (!first) {
            return;
        }
        int by = reader[slot];
        float amount = Math.min(Math.min(shareDown[node], left[slot]), shared.originShare(by));
        if (by != node) {
            amount = Math.min(amount, Math.min(Math.min(shareDown[by], shareUp[by]), shared.share(by, node)));
            usedDown[by] += amount;
            usedUp[by] += amount;
            shared.use(by, node, amount);
            traffic.byReader(by, amount);
        }
        traffic.fromOrigin(amount);
        shared.useOrigin(by, amount);
        usedDown[node] += amount;
        left[slot] -= amount;
    }
}
