package dev.larder.bench.simulate;

import dev.larder.bench.simulate.Imports.Import;
import dev.larder.model.broadcast.MateChoice;
import dev.larder.model.broadcast.PieceChoice;
import dev.larder.model.broadcast.UploadSlots;
import java.util.Arrays;

/** Begins transfers: nodes with a free download slot ask, first for what they bring from outside their cell, then mates. */
final class Asking {
    private final World world;
    private final Scenario scenario;
    private final Transfers transfers;
    private final UploadSlots slots;
    /** Bytes per second of one of a node's transfers, if all get the same. */
    private final double each;

    /** The nodes of each cell, in the order of the last questions. */
    private final int[][] turns;

    private long asked;
    private long begun;

    Asking(World world) {
        this.world = world;
        this.scenario = world.scenario;
        this.transfers = world.transfers;
        each = scenario.links().receives() / scenario.downloads();
        turns = Arrays.stream(world.layout.cells).map(int[]::clone).toArray(int[][]::new);
        slots = new UploadSlots(scenario.uploads(), scenario.uploadsToOtherCells());
    }

    /** Requests per transfer until now. */
    double perTransfer() {
        return begun == 0 ? 0 : (double) asked / begun;
    }

    /** Each cell from another node on every time, so that none is always first. */
    void ask() {
        for (int[] mates : world.layout.cells) {
            int from = world.random.nextInt(mates.length);
            for (int i = from; i < mates.length; i++) {
                ask(mates[i]);
            }
            for (int i = 0; i < from; i++) {
                ask(mates[i]);
            }
        }
    }

    private void ask(int node) {
        boolean found = world.incidents.alive[node];
        while (found && world.lacksSomething(node) && transfers.free(node)) {
            found = bring(node) || (world.everywhere != null && swap(node, world.everywhere));
        }
    }

    /** Asks for what this node brings from outside; whether a slot is taken now. */
    private boolean bring(int node) {
        for (int i = Math.min(scenario.asks(), world.imports.count(node)); i > 0; i--) {
            Import what = world.imports.next(node);
            if (world.holdings.holds(node, what.piece)) {
                world.imports.drop(node);
            } else if (lacks(node, what.piece)) {
                int source = choose(node, what);
                if (source != Transfers.IDLE) {
                    take(node, source, what);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean lacks(int node, int piece) {
        if (world.everywhere != null) {
            return world.everywhere.lacks(node, piece);
        }
        for (int slot = node * transfers.slots; slot < (node + 1) * transfers.slots; slot++) {
            if (transfers.source[slot] != Transfers.IDLE && transfers.piece[slot] == piece) {
                return false;
            }
        }
        return true;
    }

    /** The first source that answers; idle if it is busy or has not got the piece yet: then it is asked again. */
    private int choose(int node, Import what) {
        int[] sources = world.imports.sources(world.membership.placement(), node, what);
        boolean someMayFill = false;
        boolean someCanBeReached = false;
        for (int i = 0; i < sources.length; i++) {
            boolean heldOnly = sources[i] < 0;
            int source = heldOnly ? ~sources[i] : sources[i];
            boolean reachable = (what.unreachable >>> i & 1) == 0;
            someMayFill |= !heldOnly;
            someCanBeReached |= !heldOnly && reachable;
            if (!reachable || (what.slow >>> i & 1) != 0) {
                continue;
            }
            asked++;
            if (!world.incidents.alive[source]) {
                what.unreachable |= 1 << i;
                return Transfers.LOST;
            }
            boolean holds = world.holdings.holds(source, what.piece);
            // A cut-through read: the source passes on what it has got so far.
            boolean arrives = !holds && !heldOnly && transfers.arriving(source, what.piece);
            if ((holds || arrives) && admits(source, node)) {
                return source;
            }
            if (holds || !heldOnly) {
                return Transfers.IDLE;
            }
        }
        // Where others are to ask the origin and are only slow, or this node is none that takes their place, it waits.
        boolean mayRead = !someMayFill || (!someCanBeReached && what.standsIn);
        return mayRead && reader(node, what) >= 0 ? Transfers.ORIGIN : Transfers.IDLE;
    }

    /** The first reader that answers; -1 if none does, or enough is read. */
    private int reader(int node, Import what) {
        for (int reader : world.imports.readers(world.access, node, what)) {
            if (world.incidents.alive[reader] && world.access.budget(reader) > 0) {
                return transfers.reading(reader) < world.access.atOnce(reader, each) ? reader : -1;
            }
        }
        return -1;
    }

    private boolean admits(int source, int node) {
        return slots.admit(transfers.sending[source], world.layout.cellOf[source] != world.layout.cellOf[node]);
    }

    /** Asks random mates for anything that this node lacks; whether a slot is taken now. */
    private boolean swap(int node, Holdings.Everywhere all) {
        int[] mates = turns[world.layout.cellOf[node]];
        for (int i = 0; i < Math.min(scenario.asks(), mates.length); i++) {
            int mate = MateChoice.next(mates, i, world.random);
            if (mate == node || !world.membership.gives(mate) || world.avoided.contains(node, mate)) {
                continue;
            }
            asked++;
            if (!world.incidents.alive[mate]) {
                world.avoided.unreachable(node, mate);
                transfers.waitInVain(node, Transfers.NOTHING, world.tick + world.unanswered);
                return true;
            }
            if (slots.admit(transfers.sending[mate], false)) {
                int start = world.random.nextInt(all.words * 64);
                int piece =
                        PieceChoice.choose(all.held, mate * all.words, all.lacked, node * all.words, all.words, start);
                if (piece >= 0) {
                    begin(node, mate, piece);
                    return true;
                }
            }
        }
        return false;
    }

    private void take(int node, int source, Import what) {
        if (source == Transfers.ORIGIN) {
            fetching(node, what.piece);
            begun++;
            transfers.read(node, reader(node, what), what.piece, world.tick);
        } else if (source == Transfers.LOST) {
            fetching(node, what.piece);
            transfers.waitInVain(node, what.piece, world.tick + world.unanswered);
        } else {
            begin(node, source, what.piece);
        }
    }

    private void begin(int node, int source, int piece) {
        fetching(node, piece);
        begun++;
        transfers.begin(node, source, piece, world.tick);
    }

    private void fetching(int node, int piece) {
        if (world.everywhere != null) {
            world.everywhere.fetching(node, piece);
        }
    }
}
