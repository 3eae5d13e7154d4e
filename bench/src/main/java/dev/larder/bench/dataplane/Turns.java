package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The contestants in turn, round after round, in the opposite order every other time. What the machine does meanwhile
 * touches neighbouring turns alike, so figures are compared within a round, and the median of the rounds counts.
 */
final class Turns {
    /** What a contestant's turn was like. */
    record Turn(Load load, double cpuSeconds) {
        double cpuSecondsPerGigabyte() {
            return cpuSeconds / (load.bytes() / 1e9);
        }
    }

    /** Puts load on a contestant. */
    interface Measured {
        Load of(Server server) throws IOException, InterruptedException;
    }

    private final Map<String, List<Turn>> turns = new LinkedHashMap<>();

    static Turns play(int rounds, List<Server> contestants, Measured measured)
            throws IOException, InterruptedException {
        var all = new Turns();
        for (int round = 0; round < rounds; round++) {
            for (Server server : round % 2 == 0 ? contestants : contestants.reversed()) {
                double before = server.program().cpuSeconds();
                Load load = measured.of(server);
                if (load.wrong() > 0) {
                    throw new IOException(server.name() + " gave " + load.wrong() + " wrong answers");
                }
                all.add(server.name(), new Turn(load, server.program().cpuSeconds() - before));
            }
        }
        return all;
    }

    void add(String contestant, Turn turn) {
        turns.computeIfAbsent(contestant, name -> new ArrayList<>()).add(turn);
    }

    double median(String contestant, ToDoubleFunction<Turn> figure) {
        return Median.of(of(contestant).stream().map(figure::applyAsDouble).toList());
    }

    /** The median of a figure's ratio in each round. */
    double ratio(String ours, String theirs, ToDoubleFunction<Turn> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < of(ours).size(); i++) {
            ratios.add(figure.applyAsDouble(of(ours).get(i))
                    / figure.applyAsDouble(of(theirs).get(i)));
        }
        return Median.of(ratios);
    }

    /** What stands beside a ratio: each one's median. */
    Figure.Peer beside(String ours, String theirs, ToDoubleFunction<Turn> figure, String unit) {
        return new Figure.Peer(theirs, median(ours, figure), median(theirs, figure), unit);
    }

    private List<Turn> of(String contestant) {
        return turns.getOrDefault(contestant, List.of());
    }
}
