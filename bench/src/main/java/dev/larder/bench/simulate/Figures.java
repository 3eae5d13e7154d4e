package dev.larder.bench.simulate;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.simulate.Scenario.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the outcome of a scenario means for the goals S1 and S2. */
final class Figures {
    /** Amounts are sums of floating-point numbers. */
    private static final double ROUNDING = 0.001;

    private Figures() {}

    /** @param calm the same scenario without trouble; null if that was not played */
    static List<Figure> of(Outcome outcome, @Nullable Outcome calm) {
        Trouble trouble = outcome.scenario().trouble();
        List<Figure> figures = new ArrayList<>();
        if (trouble.joining() > 0) {
            figures.add(Figure.inform("join", "newcomers: time / bound", outcome.overBound(), ""));
            figures.add(Figure.atMost(ROUNDING, "join", "copies read from the origin", outcome.originCopies(), ""));
        } else if (trouble.restarted() > 0) {
            figures.add(Figure.inform("roll", "time / bound", outcome.overBound(), ""));
            figures.add(Figure.atMost(1.1, "roll", "copies read from the origin", outcome.originCopies(), ""));
        } else if (calm != null) {
            double p99 = outcome.quantile(0.99) / calm.quantile(0.99);
            figures.add(Figure.atMost(1.10, "S2", "healthy nodes' p99 / clean run", p99, ""));
            figures.add(Figure.atMost(1.1, "S2", "copies read from the origin", outcome.originCopies(), ""));
            figures.add(Figure.inform("S2", "nodes called leaf-only", outcome.leafOnly(), ""));
        } else if (outcome.scenario().everywhere()) {
            figures.add(Figure.atMost(1.08, "S1", "time until the last node has all / bound", outcome.overBound(), ""));
            figures.add(Figure.atMost(
                    1, "S1", "bytes between domains of the widest level", outcome.acrossWidest() * 100, "%"));
            figures.add(Figure.atMost(1 + ROUNDING, "S1", "copies read from the origin", outcome.originCopies(), ""));
        } else {
            figures.add(Figure.inform("scope", "time / bound", outcome.overBound(), ""));
            figures.add(
                    Figure.atMost(1 + ROUNDING, "scope", "copies read from the origin", outcome.originCopies(), ""));
        }
        figures.add(Figure.inform("", "seconds until the last node has all", outcome.last(), "s"));
        figures.add(Figure.inform(
                "", "seconds that the bound asks for", outcome.scenario().bound(), "s"));
        double piece = outcome.scenario().pieceBytes();
        for (Traffic.Link link : outcome.links()) {
            figures.add(Figure.inform("", "bytes " + link.name(), link.pieces() * piece / 1e9, "GB"));
        }
        if (outcome.scenario().everywhere()) {
            figures.add(Figure.inform("", "most that one node uploaded, in copies", outcome.mostUploaded(), ""));
            figures.add(Figure.inform("", "requests per transfer", outcome.asks(), ""));
        }
        return figures;
    }
}
