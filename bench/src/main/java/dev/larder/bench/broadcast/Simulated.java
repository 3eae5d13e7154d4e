package dev.larder.bench.broadcast;

import dev.larder.bench.simulate.Prediction;
import java.util.Properties;

/**
 * A plan as the simulation plays it.
 *
 * @param seconds until the last node has all
 * @param bound seconds that no schedule of whole extents can beat
 * @param flows in copies of the Dataset
 */
record Simulated(double seconds, double bound, Flows flows) {

    /** A node asks again after this when nobody had anything for it, at first. */
    private static final String TICK = "10ms";

    static Simulated of(Plan plan) {
        Properties keys = new Properties();
        keys.setProperty("title", "broadcast");
        keys.setProperty("nodes", Integer.toString(plan.nodes()));
        keys.setProperty("levels", "Zone:" + plan.zones());
        keys.setProperty("cell", Integer.toString(plan.cellSize()));
        keys.setProperty("pieces", Long.toString(plan.bytes() / Plan.extentBytes()));
        keys.setProperty("piece", (Plan.extentBytes() >> 20) + "MiB");
        keys.setProperty("up", bits(plan.payloadRate()));
        keys.setProperty("down", bits(plan.payloadRate()));
        keys.setProperty("origin", bits(plan.originPayloadRate()));
        keys.setProperty("tick", TICK);
        Prediction said = Prediction.of(keys);
        var copies = said.copies();
        return new Simulated(
                said.seconds(), said.bound(), new Flows(copies.get(0), copies.get(1), copies.get(2), copies.get(3)));
    }

    private static String bits(double bytesPerSecond) {
        return "%.3fMbit".formatted(bytesPerSecond * 8 / 1e6);
    }
}
