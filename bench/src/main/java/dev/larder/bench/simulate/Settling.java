package dev.larder.bench.simulate;

import dev.larder.model.broadcast.Slowness;

/** Ends transfers: those that are complete, those whose source is gone and those that are too slow. */
final class Settling {
    private final World world;
    private final Transfers transfers;
    private final Slowness slowness;
    /**
     * For a source that has not got all of the piece itself. It may not be to blame, and when maps change two may even
     * follow each other: then this ends it.
     */
    private final Slowness stalled;

    Settling(World world) {
        this.world = world;
        this.transfers = world.transfers;
        Scenario scenario = world.scenario;
        int sends = scenario.uploads() + scenario.uploadsToOtherCells();
        slowness = new Slowness(Slowness.PATIENCE, sends);
        stalled = new Slowness(Math.max(World.UNANSWERED_SECONDS, 2 * sends * scenario.pieceSeconds()), sends);
    }

    void settle() {
        for (int node = 0; node < transfers.busy.length; node++) {
            if (transfers.busy[node] == 0) {
                continue;
            }
            for (int slot = node * transfers.slots; slot < (node + 1) * transfers.slots; slot++) {
                if (transfers.source[slot] != Transfers.IDLE) {
                    settle(node, slot, transfers.source[slot]);
                }
            }
        }
    }

    private void settle(int node, int slot, int source) {
        if (source == Transfers.LOST) {
            if (world.tick >= transfers.since[slot]) {
                world.giveUp(slot);
            }
        } else if (transfers.complete(slot)) {
            world.finish(node, slot);
        } else if (source >= 0 && !world.incidents.alive[source]) {
            world.avoided.unreachable(node, source);
            world.imports.unreachable(node, transfers.piece[slot], source);
            transfers.lose(slot, world.tick + world.unanswered);
        } else if (source == Transfers.ORIGIN && !reads(transfers.reader[slot])) {
            readFurther(node, slot);
        } else if (source >= 0 && isSlow(node, slot)) {
            if (!transfers.follows(slot)) {
                world.membership.accuse(source, node);
                world.avoided.slow(node, source);
            }
            world.imports.slow(node, transfers.piece[slot], source);
            world.giveUp(slot);
        }
    }

    /** A reader whose part others have now says so, and what it reads goes on elsewhere. */
    private boolean reads(int reader) {
        return world.incidents.alive[reader] && world.access.budget(reader) > 0;
    }

    private void readFurther(int node, int slot) {
        int next = world.imports.liveReader(world.access, node, transfers.piece[slot], world.incidents.alive);
        if (next < 0) {
            transfers.lose(slot, world.tick + world.unanswered);
        } else {
            transfers.readFurther(slot, next, world.tick + world.unanswered);
        }
    }

    private boolean isSlow(int node, int slot) {
        double seconds = (world.tick - transfers.since[slot]) * world.scenario.tick();
        Slowness limit = transfers.follows(slot) ? stalled : slowness;
        double parts = seconds * limit.part(transfers.busy[node]);
        return limit.isSlow(1 - transfers.left[slot], 1, seconds, parts, world.best(node));
    }

    /** The node is gone, and with it what it received. */
    void vanish(int node) {
        for (int slot = node * transfers.slots; slot < (node + 1) * transfers.slots; slot++) {
            if (transfers.source[slot] != Transfers.IDLE) {
                world.giveUp(slot);
            }
        }
    }
}
