package dev.larder.bench.simulate;

import dev.larder.model.broadcast.Slowness;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The state of one simulation: which nodes there are, what each holds and wants, and what is on its way. */
final class World {
    /** A connection that is not answered is given up after this. */
    static final double UNANSWERED_SECONDS = 1;

    final Scenario scenario;
    final Layout layout;
    final SplittableRandom random;
    final Holdings holdings;
    /** The same as {@link #holdings} where every node keeps everything. */
    final Holdings.@Nullable Everywhere everywhere;

    final Imports imports;
    final OriginAccess access;
    final Transfers transfers;
    final Traffic traffic;
    final Incidents incidents;
    final Membership membership;
    final Avoided avoided;
    /** Ticks until a node that waits for an answer gives it up. */
    final int unanswered;
    /** Pieces that each node got since the beginning, and those that it is to get. */
    private final int[] got;

    private final int[] wanted;
    /** Tick in which each node got its last. */
    private final int[] doneAt;
    /** Pieces per second of each node's best transfer. */
    private final double[] best;

    private final long total;
    private long sum;
    private int waiting;
    int tick;

    World(Scenario scenario) {
        this.scenario = scenario;
        layout = new Layout(scenario);
        random = new SplittableRandom(scenario.seed());
        int nodes = layout.map.size();
        incidents = new Incidents(scenario, layout, random.split());
        membership = new Membership(scenario, layout, incidents);
        long[] hashes = random.longs(scenario.pieces()).toArray();
        everywhere = scenario.everywhere() ? new Holdings.Everywhere(nodes, scenario.pieces()) : null;
        holdings = everywhere != null ? everywhere : perDomain();
        imports = new Imports(scenario, layout, holdings, hashes);
        got = new int[nodes];
        wanted = new int[nodes];
        doneAt = new int[nodes];
        best = new double[nodes];
        access = new OriginAccess(scenario, layout);
        transfers = new Transfers(scenario, layout, holdings, access, incidents.slow);
        traffic = new Traffic(layout);
        avoided = new Avoided(layout);
        unanswered = (int) Math.ceil(UNANSWERED_SECONDS / scenario.tick());
        total = want();
    }

    private Holdings perDomain() {
        int depth = layout.map.levels().depth(scenario.scope());
        return depth > layout.levels
                ? new Holdings.OnePerDomain(layout.cellOf, layout.cells.length, scenario.pieces())
                : new Holdings.OnePerDomain(layout.domainOf[depth], layout.domains[depth], scenario.pieces());
    }

    /** Says what each node is to get; returns how many pieces that are. */
    private long want() {
        boolean[] full = new boolean[wanted.length];
        for (int node = 0; everywhere != null && scenario.trouble().joining() > 0 && node < full.length; node++) {
            if (!layout.joined(node)) {
                everywhere.fill(node);
                full[node] = true;
            }
        }
        imports.list(membership.placement(), node -> true);
        long pieces = 0;
        for (int node = 0; node < wanted.length; node++) {
            wanted[node] = everywhere == null ? imports.count(node) : full[node] ? 0 : scenario.pieces();
            pieces += wanted[node];
            waiting += wanted[node] > 0 && incidents.healthy(node) ? 1 : 0;
        }
        return pieces;
    }

    /** Pieces that arrive if all goes well. */
    long total() {
        return total;
    }

    /** Pieces that arrived. */
    long sum() {
        return sum;
    }

    /** Healthy nodes that lack something. */
    int waiting() {
        return waiting;
    }

    boolean lacksSomething(int node) {
        return got[node] < wanted[node];
    }

    /** When each node had all, in seconds; NaN for those that never had, or wanted nothing. */
    double[] doneSeconds() {
        double[] seconds = new double[doneAt.length];
        Arrays.setAll(seconds, node -> doneAt[node] == 0 ? Double.NaN : doneAt[node] * scenario.tick());
        return seconds;
    }

    double best(int node) {
        return best[node];
    }

    /** A transfer is complete. */
    void finish(int node, int slot) {
        best[node] = Slowness.best(best[node], 1, (tick - transfers.since[slot]) * scenario.tick());
        holdings.add(node, transfers.piece[slot]);
        transfers.end(slot);
        sum++;
        if (++got[node] == wanted[node]) {
            doneAt[node] = tick;
            waiting -= incidents.healthy(node) ? 1 : 0;
        }
    }

    /** What the transfer was to bring is lacking again. */
    void giveUp(int slot) {
        if (everywhere != null && transfers.piece[slot] != Transfers.NOTHING) {
            everywhere.givenUp(slot / transfers.slots, transfers.piece[slot]);
        }
        transfers.end(slot);
    }
}
