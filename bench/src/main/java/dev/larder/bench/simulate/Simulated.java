package dev.larder.bench.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a simulation says, for programs that compare it with nodes that run for real. Times are virtual seconds since the
 * Dataset was published. Immutable.
 *
 * @param bound below which no schedule of whole pieces can stay
 * @param links what flowed over each class of link: from the origin, between domains of each level, between the cells of one
 *     domain, within a cell
 * @param nodes in the order of the cluster map, whose domains follow each other: the first {@code nodes / domains} are those of the
 *     first domain of the narrowest level
 */
public record Simulated(double bound, List<Link> links, List<Node> nodes) {

    /** A class of links. */
    public record Link(String name, double bytes) {}

    /**
     * @param seconds until it had everything; NaN if it never had, or held it from the beginning
     * @param sent bytes to other nodes
     */
    public record Node(double seconds, double sent) {}

    public Simulated {
        links = List.copyOf(links);
        nodes = List.copyOf(nodes);
    }

    /**
     * Plays a scenario.
     *
     * @param scenario keys and values as in a scenario file; {@code ./larder simulate --help} lists them
     * @throws IllegalArgumentException that says which key is wrong and what it may be
     */
    public static Simulated play(Properties scenario) {
        Outcome outcome = new Simulation(Scenario.parse(scenario)).run(point -> {});
        double piece = outcome.scenario().pieceBytes();
        List<Node> nodes = new ArrayList<>();
        for (int node = 0; node < outcome.nodeSeconds().length; node++) {
            nodes.add(new Node(outcome.nodeSeconds()[node], outcome.traffic().uploaded[node] * piece));
        }
        return new Simulated(
                outcome.scenario().bound(),
                outcome.links().stream()
                        .map(link -> new Link(link.name(), link.pieces() * piece))
                        .toList(),
                nodes);
    }

    /** Seconds until the last of those that got everything had it. */
    public double last() {
        return nodes.stream()
                .mapToDouble(Node::seconds)
                .filter(seconds -> !Double.isNaN(seconds))
                .max()
                .orElse(Double.NaN);
    }
}
