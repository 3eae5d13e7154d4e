package dev.larder.bench.simulate;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Plays one scenario in steps of its tick. In every step bytes flow, transfers end, and nodes with a free download slot ask. The
 * same seed gives the same result on every machine.
 */
final class Simulation {
    private static final int GIVE_UP_BOUNDS = 20;

    private final World world;
    private final Settling settling;
    private final Asking asking;
    private boolean someVanished;

    Simulation(Scenario scenario) {
        world = new World(scenario);
        settling = new Settling(world);
        asking = new Asking(world);
    }

    /**
     * @param progress hears share done and seconds of virtual time, after every step
     * @throws IllegalStateException if a budget was exceeded in some tick
     */
    Outcome run(Consumer<Outcome.Point> progress) {
        Scenario scenario = world.scenario;
        Outcome.Curve curve = new Outcome.Curve(scenario, world.total());
        int sample = Math.max(1, (int) (scenario.bound() / scenario.tick() / 200));
        int last = (int) (scenario.bound() / scenario.tick()) * GIVE_UP_BOUNDS;
        while (world.waiting() > 0 && world.tick < last) {
            world.tick++;
            if (world.incidents.due(world.tick)) {
                world.incidents.happen(world.tick, this::vanish);
            }
            world.transfers.move(world.tick, world.traffic);
            settling.settle();
            if (world.tick % world.membership.epochTicks() == 0) {
                epoch();
            }
            asking.ask();
            Outcome.Point point = curve.point(world.tick * scenario.tick(), world.sum());
            if (world.tick % sample == 0 || world.waiting() == 0) {
                curve.add(point);
            }
            progress.accept(point);
        }
        double[] seconds = world.doneSeconds();
        return new Outcome(
                scenario,
                curve.points(),
                seconds,
                healthyOnes(seconds),
                world.waiting(),
                world.traffic,
                world.traffic.links(scenario.levels()),
                world.layout,
                asking.perTransfer(),
                world.membership.leafOnlyNodes());
    }

    private double[] healthyOnes(double[] seconds) {
        double[] done = new double[seconds.length];
        int count = 0;
        for (int node = 0; node < seconds.length; node++) {
            if (!Double.isNaN(seconds[node]) && world.incidents.healthy(node)) {
                done[count++] = seconds[node];
            }
        }
        double[] sorted = Arrays.copyOf(done, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private void vanish(int node) {
        someVanished = true;
        settling.vanish(node);
    }

    private void epoch() {
        boolean[] alive = world.incidents.alive;
        world.avoided.forgive(alive);
        if (world.membership.epoch(world.tick) || someVanished) {
            // Who would be next asks in vain the one that should bring a piece, and takes its place.
            world.imports.list(world.membership.placement(), node -> alive[node]);
            world.access.map(world.membership.map());
            someVanished = false;
        } else {
            world.imports.forgive();
        }
        world.access.divide(world.membership.map(), alive);
    }
}
