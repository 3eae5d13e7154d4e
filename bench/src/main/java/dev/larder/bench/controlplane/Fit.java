package dev.larder.bench.controlplane;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Values at several numbers of nodes, and the line through them.
 *
 * @param line by least squares
 */
record Fit(List<Point> points, Line line) {
    /** What was measured with so many nodes. */
    record Point(int nodes, double value) {}

    static Fit of(List<Point> points) {
        return new Fit(
                List.copyOf(points),
                Line.through(
                        points.stream().mapToDouble(Point::nodes).toArray(),
                        points.stream().mapToDouble(Point::value).toArray()));
    }

    /** By which each is off the line: {@code off by +1.2 at 500, -0.4 at 1,000}. */
    String residuals() {
        return points.stream()
                .map(point -> "%+.1f at %,d".formatted(point.value() - line.at(point.nodes()), point.nodes()))
                .collect(Collectors.joining(", ", "off by ", ""));
    }
}
