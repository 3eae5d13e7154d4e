package dev.larder.bench.simulate;

import java.util.List;
import java.util.Properties;

/**
 * What the simulation says of a scenario, for whoever plays the same for real.
 *
 * @param seconds until the last healthy node has all; infinite if one never has
 * @param bound seconds that no schedule of whole pieces can beat
 * @param copies of the Dataset over each class of link: from the origin, between domains of each level, between the cells
 *     of one domain, within cells
 */
public record Prediction(double seconds, double bound, List<Double> copies) {

    /**
     * @param keys of a scenario, as in a scenario file
     * @throws IllegalArgumentException that says which key is wrong and what it may be
     */
    public static Prediction of(Properties keys) {
        Scenario scenario = Scenario.parse(keys);
        Outcome outcome = new Simulation(scenario).run(point -> {});
        List<Double> copies = outcome.links().stream()
                .map(link -> link.pieces() / scenario.pieces())
                .toList();
        return new Prediction(outcome.last(), scenario.bound(), copies);
    }
}
