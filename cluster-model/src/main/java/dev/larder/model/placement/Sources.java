package dev.larder.model.placement;

/**
 * Where a node fetches an extent that it lacks: other nodes in the order to try them, then the origin. Reusable; not
 * thread-safe; {@link #find} allocates nothing.
 *
 * <p>Each entry has a mode. {@link Mode#FILL}: the other node fetches the extent itself if it has not got it.
 * {@link Mode#HELD}: it answers only with chunks that are stored there; it neither starts a fill nor waits for one.
 *
 * <p><b>Why requests do not run in circles.</b> Let a node's position be that in the cluster's succession (see
 * {@code Ranking}: the first of every child domain by rank, then the second of every child, ...). Order all nodes by: holders of the
 * extent (in their own scope domain) before others; among those, nodes that are not leaf-only before leaf-only ones;
 * then by position; nodes without weight last. <i>A FILL only ever goes to a node that comes strictly earlier in this order</i>,
 * so FILLs end after at most as many hops as there are nodes, in practice after the depth of the tree, and no two
 * nodes wait for each other. HELD never waits for a fill, so it cannot close a circle. In particular:
 * <ul>
 *   <li>a node that is no holder asks the holders of its scope domain;
 *   <li>a holder asks upwards along {@link Placement#parent}. A parent owns a sibling domain of better rank, so it comes
 *       earlier in the succession of their common domain, and successions of wider domains keep that order. And it
 *       is a holder too: within the scope domain because holders are the first of its succession, and beyond because it
 *       owns a domain at least as wide as the scope;
 *   <li>leaf-only nodes are skipped by the others, which go on to the grandparent;
 *   <li>a holder whose chain is used up, because the nodes on it are leaf-only or cannot be reached, asks the <i>heirs</i>: the
 *       first nodes of the cluster's succession that come before itself. So when the root fails everybody turns to
 *       the same next node, and only that one turns to the origin ({@link #standsIn}).
 * </ul>
 *
 * <p><b>Why the origin sends a byte once.</b> In a settled map exactly one node has no FILL entry: the least in the order
 * above. Every other node's first FILL leads one step down the order, so first choices form a tree with that root, and each
 * node runs one fill per chunk however many ask it. Before the root turns to the origin it looks for copies (HELD):
 * those of the previous owners and, while the map is unsettled, the runners-up, who owned the extent if a join just moved it; and
 * other holders. A node that lost its disk, or took over from one that vanished, so finds what another domain holds.
 *
 * <p>While two nodes have different maps their orders differ and a request may come back; the count of hops that peers
 * carry ends that.
 */
public final class Sources {
    public enum Mode {
        FILL,
        HELD
    }

    /** No list is longer. */
    public static final int MAX_ENTRIES = 24;

    private static final int ANCESTORS = 3;
    private static final int HEIRS = 4;
    private static final int HEADS = 8;
    private static final int STAND_INS = HEIRS + 1;
    private static final int HELD_ELSEWHERE = 8;

    private final int[] nodes = new int[MAX_ENTRIES];
    private final boolean[] fill = new boolean[MAX_ENTRIES];
    private final int[] deferred = new int[MAX_ENTRIES];
    /** The beginning of the cluster's succession. */
    private final int[] heads = new int[HEADS];

    private int headCount;
    private boolean standsIn;
    private int size;
    private int deferredSize;
    private int self;

    /** Entries before the origin; 0 means that the origin is to be asked at once. */
    public int size() {
        return size;
    }

    /** Index of a node in the map; {@code entry} from 0. */
    public int node(int entry) {
        return nodes[entry];
    }

    public Mode mode(int entry) {
        return fill[entry] ? Mode.FILL : Mode.HELD;
    }

    /**
     * Whether the node reads the origin when none of its FILL entries can be reached, instead of waiting for a map that says
     * who is root then. True for the holders among the first {@value #STAND_INS} of the cluster's succession: one of them finds
     * all before it gone and takes the root's place at once. Nobody else does, so that nodes that reach no
     * other node, because a network is cut or a port is closed, cost the origin at most that many copies.
     */
    public boolean standsIn() {
        return standsIn;
    }

    /**
     * Lists the sources of one extent for one node.
     *
     * @param depth of the Dataset's scope
     * @param replicas copies per scope domain
     */
    public void find(Placement placement, int node, int depth, int replicas, long extent) {
        size = 0;
        deferredSize = 0;
        self = node;
        headCount = placement.current().first(0, extent, heads);
        boolean holder = placement.holds(node, depth, replicas, extent);
        standsIn = holder && isAmongFirst(node);
        if (holder) {
            previousHolders(placement, depth, replicas, extent);
            ancestors(placement, node, extent);
        } else {
            int owner = placement.owner(depth, node, extent);
            for (int rank = 0; rank < replicas; rank++) {
                fill(placement, placement.holder(placement.current(), depth, node, rank, extent));
            }
            flushDeferred();
            if (owner >= 0) {
                ancestors(placement, owner, extent);
            }
        }
        heirs(placement, holder, depth, replicas, extent);
        leafOnlyLast(placement, holder);
        held(placement, depth, replicas, extent);
    }

    private boolean isAmongFirst(int node) {
        for (int position = 0; position < Math.min(headCount, STAND_INS); position++) {
            if (heads[position] == node) {
                return true;
            }
        }
        return false;
    }

    private void previousHolders(Placement placement, int depth, int replicas, long extent) {
        if (placement.settled()) {
            return;
        }
        for (int rank = 0; rank < replicas; rank++) {
            held(placement, placement.holder(placement.previous(), depth, self, rank, extent));
        }
    }

    /** The chain above a holder, nearest first, as far as it is worth trying, and its root. */
    private void ancestors(Placement placement, int from, long extent) {
        int above = placement.parent(from, extent);
        for (int i = 0; i < ANCESTORS && above >= 0; i++) {
            fill(placement, above);
            above = placement.parent(above, extent);
        }
        if (above >= 0) {
            fill(placement, heads[0]);
        }
    }

    /** The first of the cluster's succession that come before this node in the order of the class comment. */
    private void heirs(Placement placement, boolean holder, int depth, int replicas, long extent) {
        boolean leaf = placement.leafOnly(self);
        boolean passed = false;
        for (int position = 0, added = 0; position < headCount && added < HEIRS; position++) {
            int heir = heads[position];
            passed |= heir == self;
            boolean heirHolds = placement.holds(heir, depth, replicas, extent);
            boolean earlier = heirHolds != holder ? heirHolds : placement.leafOnly(heir) != leaf ? leaf : !passed;
            if (earlier) {
                added += fill(placement, heir) ? 1 : 0;
            }
        }
    }

    /**
     * A leaf-only node is asked when no other will do: by nodes that are no holders, if it is one, and by other leaf-only
     * nodes. For everybody else it comes later in the order, and only what it holds may be had.
     */
    private void leafOnlyLast(Placement placement, boolean holder) {
        if (!holder || placement.leafOnly(self)) {
            flushDeferred();
        } else {
            for (int i = 0; i < deferredSize; i++) {
                add(deferred[i], false);
            }
            deferredSize = 0;
        }
    }

    private void held(Placement placement, int depth, int replicas, long extent) {
        int limit = Math.min(MAX_ENTRIES, size + HELD_ELSEWHERE);
        if (!placement.settled()) {
            for (int d = placement.levels() + 1; d >= 0 && size < limit; d--) {
                held(placement, placement.holder(placement.current(), d, self, 1, extent));
            }
            // The whole cluster's previous owners: where a scope domain is new, or its nodes are all about to leave.
            for (int position = 0; position < HEIRS && size < limit; position++) {
                int before = placement.previous().successor(0, position, extent);
                if (before >= 0 && placement.heldBefore(before, depth, replicas, extent)) {
                    held(placement, before);
                }
            }
        }
        for (int rank = 0; rank < replicas && size < limit; rank++) {
            held(placement, placement.holder(placement.current(), depth, self, rank, extent));
        }
        for (int position = 0; position < headCount && size < limit; position++) {
            int node = heads[position];
            if (placement.holds(node, depth, replicas, extent)) {
                held(placement, node);
            }
        }
    }

    private void held(Placement placement, int node) {
        if (node >= 0 && !placement.down(node)) {
            add(node, false);
        }
    }

    /** Appends a FILL, or puts it off if the node is leaf-only. */
    private boolean fill(Placement placement, int node) {
        if (node < 0 || node == self || placement.down(node)) {
            return false;
        }
        if (!placement.leafOnly(node)) {
            return add(node, true);
        }
        if (deferredSize < MAX_ENTRIES) {
            deferred[deferredSize++] = node;
        }
        return false;
    }

    private void flushDeferred() {
        for (int i = 0; i < deferredSize; i++) {
            add(deferred[i], true);
        }
        deferredSize = 0;
    }

    private boolean add(int node, boolean mayFill) {
        if (node == self || size == MAX_ENTRIES) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (nodes[i] == node && (fill[i] || !mayFill)) {
                return false;
            }
        }
        nodes[size] = node;
        fill[size] = mayFill;
        size++;
        return true;
    }
}
