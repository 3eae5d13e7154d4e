package dev.larder.bench.broadcast;

import dev.larder.bench.figures.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What runs mean for the goals. Amounts are in copies of the Dataset. */
final class Rows {
    private static final double MOST_UPLOADED = 2.5;
    private static final double MOST_DELAY = 1.15;
    private static final double MOST_BUSY = 0.7;
    private static final double TIME_PERCENT = 15;

    /** The simulation adds up floating-point numbers. A lost or repeated extent of 1 GiB is 1.6 %. */
    private static final double EXACT = 0.01;

    private Rows() {}

    static List<Figure> calm(Played played) {
        String id = id(played);
        List<Figure> rows = new ArrayList<>();
        rows.add(Figure.atMost(
                1, id, "copies read from the origin", played.payload().origin(), ""));
        rows.addAll(common(id, played));
        rows.addAll(wire(id, played));
        rows.addAll(detours(id, played));
        return rows;
    }

    /** @param simulated the same plan, as the simulation plays it */
    static List<Figure> agreement(Played played, Simulated simulated) {
        String id = id(played);
        Flows real = played.payload();
        Flows model = simulated.flows();
        double bound = played.seconds() / simulated.bound();
        return List.of(
                Figure.inform(id, "time / what no schedule of whole extents can beat", bound, ""),
                agree(id, "time", TIME_PERCENT, played.seconds(), simulated.seconds(), "s"),
                agree(id, "copies from the origin", EXACT, real.origin(), model.origin(), ""),
                agree(id, "copies between zones", EXACT, real.betweenZones(), model.betweenZones(), ""),
                agree(id, "copies between cells of a zone", EXACT, real.betweenCells(), model.betweenCells(), ""),
                agree(id, "copies within cells", EXACT, real.withinCells(), model.withinCells(), ""));
    }

    private static String id(Played played) {
        return "B" + played.plan().nodes();
    }

    /** @param calm the same without deaths */
    static List<Figure> deaths(Played played, @Nullable Played calm) {
        String id = id(played) + "k";
        List<Figure> rows = new ArrayList<>();
        String what = played.plan().killed() + " nodes killed midway: time of the others / run without";
        double before = Objects.requireNonNull(calm).seconds();
        rows.add(Figure.atMost(MOST_DELAY, id, what, played.seconds() / before, "")
                .beside(new Figure.Peer("without", played.seconds(), before, "s")));
        rows.add(Figure.inform(
                id, "copies read from the origin", played.payload().origin(), ""));
        rows.addAll(common(id, played));
        rows.addAll(wire(id, played));
        rows.addAll(detours(id, played));
        return rows;
    }

    private static List<Figure> detours(String id, Played played) {
        return new TreeMap<>(played.detours())
                .entrySet().stream()
                        .map(each -> Figure.inform(id, each.getKey(), each.getValue(), ""))
                        .toList();
    }

    private static List<Figure> common(String id, Played played) {
        int lived = played.plan().nodes() - played.plan().killed();
        return List.of(
                Figure.atMost(MOST_UPLOADED, id, "most that one node uploaded, in copies", played.mostUploaded(), ""),
                Figure.atLeast(lived, id, "nodes that serve what the source has, byte for byte", played.right(), ""),
                Figure.atMost(MOST_BUSY, id, "busy part of this machine's cores", played.busy(), ""));
    }

    private static Figure agree(String id, String what, double percent, double real, double simulated, String unit) {
        double difference = simulated == 0 ? Math.abs(real) : Math.abs(real / simulated - 1);
        return Figure.atMost(percent, id, what + ": difference between simulation and this run", 100 * difference, "%")
                .beside(new Figure.Peer("simulated", real, simulated, unit));
    }

    private static List<Figure> wire(String id, Played played) {
        Flows wire = played.wire();
        return List.of(
                Figure.inform(id, "on the wire, in copies: from the origin and the operator", wire.origin(), ""),
                Figure.inform(id, "on the wire, in copies: between zones", wire.betweenZones(), ""),
                Figure.inform(id, "on the wire, in copies: between cells of a zone", wire.betweenCells(), ""),
                Figure.inform(id, "on the wire, in copies: within cells", wire.withinCells(), ""));
    }
}
