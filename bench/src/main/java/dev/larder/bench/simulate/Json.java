package dev.larder.bench.simulate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table as a list of {id, goal, value, peer, pass}, as every bench writes it. */
final class Json {
    private Json() {}

    static String of(List<Figure> figures) {
        return figures.stream().map(Json::of).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String of(Figure figure) {
        String id = figure.id().isEmpty() ? figure.what() : figure.id() + ": " + figure.what();
        return "{\"id\": \"%s\", \"goal\": %s, \"value\": %s, \"peer\": null, \"pass\": %s}"
                .formatted(
                        id,
                        figure.goal() == null ? "null" : number(figure.goal()),
                        number(figure.value()),
                        figure.pass());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "null";
    }
}
