package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Nodes that fetch one extent as cache nodes do: they try their sources in order and, holders, keep what they get. */
final class Simulation {
    private static final int MAX_HOPS = 16;

    final Placement placement;
    final int depth;
    final int replicas;
    final long extent;
    final Set<Integer> unreachable = new HashSet<>();
    final Set<Integer> stored = new HashSet<>();
    /** Another map, for the nodes that have it; of the same nodes. */
    @Nullable
    Placement other;

    final Set<Integer> withOtherMap = new HashSet<>();
    int originReads;

    Simulation(Placement placement, int depth, int replicas, long extent) {
        this.placement = placement;
        this.depth = depth;
        this.replicas = replicas;
        this.extent = extent;
    }

    List<Integer> holders() {
        return IntStream.range(0, placement.map().size())
                .filter(n -> placement.holds(n, depth, replicas, extent))
                .boxed()
                .toList();
    }

    /** The first node that may be asked to fill; -1 if the origin is next. */
    int firstFill(int node, Set<Integer> without) {
        Sources sources = find(node);
        for (int i = 0; i < sources.size(); i++) {
            if (sources.mode(i) == Sources.Mode.FILL && !without.contains(sources.node(i))) {
                return sources.node(i);
            }
        }
        return -1;
    }

    boolean standsIn(int node) {
        return find(node).standsIn();
    }

    void assertFillsHaveNoCircle() {
        int nodes = placement.map().size();
        int[] state = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            visit(node, state);
        }
    }

    private void visit(int node, int[] state) {
        if (state[node] == 2) {
            return;
        }
        assertThat(state[node])
                .as("a circle of FILLs through node %d at depth %d", node, depth)
                .isZero();
        state[node] = 1;
        Sources sources = find(node);
        for (int i = 0; i < sources.size(); i++) {
            if (sources.mode(i) == Sources.Mode.FILL) {
                visit(sources.node(i), state);
            }
        }
        state[node] = 2;
    }

    /** Whether the node gets the extent; false only because of the hop limit. */
    boolean fetch(int node, int hops) {
        if (hops > MAX_HOPS) {
            return false;
        }
        if (stored.contains(node)) {
            return true;
        }
        Sources sources = find(node);
        boolean got = false;
        for (int i = 0; i < sources.size() && !got; i++) {
            int source = sources.node(i);
            got = !unreachable.contains(source)
                    && (sources.mode(i) == Sources.Mode.HELD ? stored.contains(source) : fetch(source, hops + 1));
        }
        originReads += got ? 0 : 1;
        if (placement.holds(node, depth, replicas, extent)) {
            stored.add(node);
        }
        return true;
    }

    private Sources find(int node) {
        Sources sources = new Sources();
        Placement mine = other != null && withOtherMap.contains(node) ? other : placement;
        sources.find(mine, node, depth, replicas, extent);
        return sources;
    }
}
