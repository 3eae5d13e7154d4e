package dev.larder.bench.figures;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table as a list of {id, goal, value, peer, pass}, as every bench writes it. The value is what the goal is held
 * against, often a ratio; {@code peer} is the peer's own figure.
 */
public final class Json {
    private Json() {}

    public static String of(List<Figure> figures) {
        return figures.stream().map(Json::of).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String of(Figure figure) {
        Figure.@Nullable Peer peer = figure.peer();
        @Nullable Double goal = figure.goal();
        String id = figure.id().isEmpty() ? figure.what() : figure.id() + ": " + figure.what();
        return "{\"id\": \"%s\", \"goal\": %s, \"value\": %s, \"peer\": %s, \"pass\": %s}"
                .formatted(
                        id,
                        goal == null ? "null" : number(goal),
                        number(figure.value()),
                        peer == null ? "null" : number(peer.theirs()),
                        figure.pass());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "null";
    }
}
