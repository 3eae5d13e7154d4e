package dev.larder.bench.simulate;

import dev.larder.bench.simulate.Imports.Import;
import dev.larder.model.broadcast.OriginReads;
import dev.larder.model.broadcast.PieceChoice;
import dev.larder.model.broadcast.Slowness;
import dev.larder.model.broadcast.UploadSlots;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays one scenario in steps of its tick. In every step bytes flow, transfers end, and nodes with a free download slot ask:
 * first for what they bring in from outside their cell, then random mates for anything they lack. The same seed gives
 * the same result on every machine.
 */
final class Simulation {
    /** A connection that is not answered is given up after this. */
    private static final double UNANSWERED_SECONDS = 1;
    /** A transfer is judged after a time in which this many pieces come at full rate. */
    private static final double PATIENCE_PIECES = 2;

    private static final int GIVE_UP_BOUNDS = 20;

    private final Scenario scenario;
    private final Layout layout;
    private final SplittableRandom random;
    private final Holdings holdings;
    private final Holdings.@Nullable Everywhere everywhere;
    private final Imports imports;
    private final Transfers transfers;
    private final Traffic traffic;
    private final Incidents incidents;
    private final Membership membership;
    private final UploadSlots slots;
    private final Slowness slowness;
    /**
     * For a source that has not got all of the piece itself. It may not be to blame, and when maps change two may even
     * follow each other: then this ends it.
     */
    private final Slowness stalled;

    private final Avoided avoided;
    private final int originReads;
    private final int unanswered;
    private final int[] held;
    private final int[] wanted;
    private final int[] doneAt;
    private final double[] best;
    private int waiting;
    private boolean someVanished;
    private long asked;
    private long begun;
    private long total;
    private long sum;
    private int tick;

    Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.layout = new Layout(scenario);
        this.random = new SplittableRandom(scenario.seed());
        int nodes = layout.map.size();
        incidents = new Incidents(scenario, layout, random.split());
        membership = new Membership(scenario, layout, incidents);
        long[] hashes = random.longs(scenario.pieces()).toArray();
        everywhere = scenario.everywhere() ? new Holdings.Everywhere(nodes, scenario.pieces()) : null;
        holdings = everywhere != null ? everywhere : perDomain();
        held = new int[nodes];
        wanted = new int[nodes];
        doneAt = new int[nodes];
        best = new double[nodes];
        imports = new Imports(scenario, layout, holdings, hashes);
        for (int node = 0;
                everywhere != null && node < nodes && scenario.trouble().joining() > 0;
                node++) {
            if (!layout.joined(node)) {
                everywhere.fill(node);
                held[node] = scenario.pieces();
            }
        }
        imports.list(membership.placement(), node -> true);
        for (int node = 0; node < nodes; node++) {
            wanted[node] = everywhere != null ? scenario.pieces() - held[node] : imports.count(node);
            total += wanted[node];
            held[node] = 0;
            waiting += wanted[node] > 0 && incidents.healthy(node) ? 1 : 0;
        }
        double perTick = scenario.tick() / scenario.pieceBytes();
        transfers = new Transfers(
                layout,
                holdings,
                scenario.downloads(),
                rates(scenario.up() * perTick),
                rates(scenario.down() * perTick),
                (float) (scenario.origin() * perTick),
                (float) (scenario.between() * perTick));
        traffic = new Traffic(layout);
        slots = new UploadSlots(scenario.uploads(), scenario.uploadsToOtherCells());
        int sends = scenario.uploads() + scenario.uploadsToOtherCells();
        slowness = new Slowness(PATIENCE_PIECES * scenario.pieceSeconds(), sends);
        stalled = new Slowness(Math.max(UNANSWERED_SECONDS, 2 * sends * scenario.pieceSeconds()), sends);
        avoided = new Avoided(layout);
        originReads = OriginReads.atOnce(scenario.origin(), scenario.down() / scenario.downloads());
        unanswered = (int) Math.ceil(UNANSWERED_SECONDS / scenario.tick());
    }

    private Holdings perDomain() {
        int depth = layout.map.levels().depth(scenario.scope());
        return depth > layout.levels
                ? new Holdings.OnePerDomain(layout.cellOf, layout.cells.length, scenario.pieces())
                : new Holdings.OnePerDomain(layout.domainOf[depth], layout.domains[depth], scenario.pieces());
    }

    private float[] rates(double healthy) {
        float[] rates = new float[layout.map.size()];
        for (int node = 0; node < rates.length; node++) {
            rates[node] =
                    (float) (incidents.slow[node] ? healthy / scenario.trouble().slowFactor() : healthy);
        }
        return rates;
    }

    /** @param progress hears share done and seconds of virtual time, once per virtual second or so */
    Outcome run(Consumer<Outcome.Point> progress) {
        Outcome.Curve curve = new Outcome.Curve(scenario, total);
        int sample = Math.max(1, (int) (scenario.bound() / scenario.tick() / 200));
        int last = (int) (scenario.bound() / scenario.tick()) * GIVE_UP_BOUNDS;
        while (waiting > 0 && tick < last) {
            tick++;
            if (incidents.due(tick)) {
                incidents.happen(tick, this::vanish);
            }
            transfers.move(traffic);
            settle();
            if (tick % membership.epochTicks() == 0) {
                epoch();
            }
            ask();
            if (tick % sample == 0 || waiting == 0) {
                progress.accept(curve.add(tick * scenario.tick(), sum));
            }
        }
        return new Outcome(
                scenario,
                curve.points(),
                doneTimes(),
                waiting,
                traffic,
                traffic.links(scenario.levels()),
                layout,
                begun == 0 ? 0 : (double) asked / begun,
                membership.leafOnlyNodes());
    }

    private double[] doneTimes() {
        double[] times = new double[layout.map.size()];
        int count = 0;
        for (int node = 0; node < times.length; node++) {
            if (wanted[node] > 0 && doneAt[node] > 0 && incidents.healthy(node)) {
                times[count++] = doneAt[node] * scenario.tick();
            }
        }
        double[] done = Arrays.copyOf(times, count);
        Arrays.sort(done);
        return done;
    }

    private void vanish(int node) {
        someVanished = true;
        for (int slot = node * transfers.slots; slot < (node + 1) * transfers.slots; slot++) {
            if (transfers.source[slot] != Transfers.IDLE) {
                giveUp(slot);
            }
        }
    }

    private void giveUp(int slot) {
        if (everywhere != null && transfers.piece[slot] != Transfers.NOTHING) {
            everywhere.givenUp(slot / transfers.slots, transfers.piece[slot]);
        }
        transfers.end(slot);
    }

    private void epoch() {
        avoided.forgive(incidents.alive);
        if (membership.epoch(tick) || someVanished) {
            // Who would be next asks in vain the one that should bring a piece, and takes its place.
            imports.list(membership.placement(), node -> incidents.alive[node]);
            someVanished = false;
        } else {
            imports.forgive();
        }
    }

    /** Ends what is complete, lost or too slow. */
    private void settle() {
        for (int node = 0; node < held.length; node++) {
            if (transfers.busy[node] == 0) {
                continue;
            }
            for (int slot = node * transfers.slots; slot < (node + 1) * transfers.slots; slot++) {
                int source = transfers.source[slot];
                if (source == Transfers.IDLE) {
                    continue;
                }
                if (source == Transfers.LOST) {
                    if (tick >= transfers.since[slot]) {
                        giveUp(slot);
                    }
                } else if (transfers.complete(slot)) {
                    finish(node, slot);
                } else if (source >= 0 && !incidents.alive[source]) {
                    transfers.lose(slot, tick + unanswered);
                    avoided.unreachable(node, source);
                    imports.skip(node, transfers.piece[slot], source);
                } else if (source >= 0 && isSlow(node, slot)) {
                    if (!transfers.follows(slot)) {
                        membership.accuse(source, node);
                        avoided.slow(node, source);
                    }
                    imports.skip(node, transfers.piece[slot], source);
                    giveUp(slot);
                }
            }
        }
    }

    private boolean isSlow(int node, int slot) {
        double seconds = (tick - transfers.since[slot]) * scenario.tick();
        Slowness limit = transfers.follows(slot) ? stalled : slowness;
        return limit.isSlow(1 - transfers.left[slot], seconds, best[node]);
    }

    private void finish(int node, int slot) {
        int ticks = tick - transfers.since[slot];
        best[node] = Slowness.best(best[node], 1, ticks * scenario.tick());
        holdings.add(node, transfers.piece[slot]);
        transfers.end(slot);
        sum++;
        if (++held[node] == wanted[node]) {
            doneAt[node] = tick;
            waiting -= incidents.healthy(node) ? 1 : 0;
        }
    }

    /** Each cell from another node on every time, so that none is always first. */
    private void ask() {
        for (int[] mates : layout.cells) {
            int from = random.nextInt(mates.length);
            for (int i = from; i < mates.length; i++) {
                ask(mates[i]);
            }
            for (int i = 0; i < from; i++) {
                ask(mates[i]);
            }
        }
    }

    private void ask(int node) {
        boolean found = incidents.alive[node];
        while (found && held[node] < wanted[node] && transfers.free(node)) {
            found = bring(node) || (everywhere != null && swap(node, everywhere));
        }
    }

    /** Asks for what this node brings from outside; whether a slot is taken now. */
    private boolean bring(int node) {
        for (int i = Math.min(scenario.asks(), imports.count(node)); i > 0; i--) {
            Import what = imports.next(node);
            if (holdings.holds(node, what.piece)) {
                imports.drop(node);
            } else if (everywhere != null ? everywhere.lacks(node, what.piece) : !isUnderWay(node, what.piece)) {
                int source = choose(node, what);
                if (source != Transfers.IDLE) {
                    take(node, source, what.piece);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isUnderWay(int node, int piece) {
        for (int slot = node * transfers.slots; slot < (node + 1) * transfers.slots; slot++) {
            if (transfers.source[slot] != Transfers.IDLE && transfers.piece[slot] == piece) {
                return true;
            }
        }
        return false;
    }

    /** The first source that answers; idle if it is busy or has not got the piece yet: then it is asked again. */
    private int choose(int node, Import what) {
        int[] sources = imports.sources(membership.placement(), node, what);
        boolean mayFill = false;
        for (int i = 0; i < sources.length; i++) {
            boolean heldOnly = sources[i] < 0;
            int source = heldOnly ? ~sources[i] : sources[i];
            mayFill |= !heldOnly;
            if ((what.skipped >>> i & 1) != 0) {
                continue;
            }
            asked++;
            if (!incidents.alive[source]) {
                what.skipped |= 1L << i;
                return Transfers.LOST;
            }
            boolean holds = holdings.holds(source, what.piece);
            // A cut-through read: the source passes on what it has got so far.
            boolean arrives = !holds && !heldOnly && transfers.arriving(source, what.piece);
            if ((holds || arrives)
                    && slots.admit(transfers.sending[source], layout.cellOf[source] != layout.cellOf[node])) {
                return source;
            }
            if (holds || !heldOnly) {
                return Transfers.IDLE;
            }
        }
        // Where somebody else is to ask the origin and cannot be reached, the next map will say who does.
        return !mayFill && transfers.fromOrigin < originReads ? Transfers.ORIGIN : Transfers.IDLE;
    }

    /** Asks random mates for anything that this node lacks; whether a slot is taken now. */
    private boolean swap(int node, Holdings.Everywhere all) {
        int[] mates = layout.cells[layout.cellOf[node]];
        for (int i = 0; i < scenario.asks(); i++) {
            int mate = mates[random.nextInt(mates.length)];
            if (mate == node || !membership.gives(mate) || avoided.contains(node, mate)) {
                continue;
            }
            asked++;
            if (!incidents.alive[mate]) {
                avoided.unreachable(node, mate);
                transfers.waitInVain(node, Transfers.NOTHING, tick + unanswered);
                return true;
            }
            if (slots.admit(transfers.sending[mate], false)) {
                int start = random.nextInt(all.words * 64);
                int piece =
                        PieceChoice.choose(all.held, mate * all.words, all.lacked, node * all.words, all.words, start);
                if (piece >= 0) {
                    take(node, mate, piece);
                    return true;
                }
            }
        }
        return false;
    }

    private void take(int node, int source, int piece) {
        if (everywhere != null) {
            everywhere.fetching(node, piece);
        }
        if (source == Transfers.LOST) {
            transfers.waitInVain(node, piece, tick + unanswered);
        } else {
            begun++;
            transfers.begin(node, source, piece, tick);
        }
    }
}
