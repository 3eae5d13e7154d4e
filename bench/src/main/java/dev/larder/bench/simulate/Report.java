package dev.larder.bench.simulate;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.figures.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that one run leaves in its directory: the table as JSON, the drawings, and a page with all of it. */
final class Report {
    private final Path directory;
    private final List<Figure> figures = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    Report(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    void section(String title, List<Figure> rows) {
        figures.addAll(rows);
        page.append("<h2>").append(escaped(title)).append("</h2>\n<table>\n");
        page.append("<tr><th></th><th></th><th>goal</th><th>value</th><th></th></tr>\n");
        for (Figure figure : rows) {
            Boolean pass = figure.pass();
            Figure.Bound bound = figure.bound();
            page.append("<tr><td>%s</td><td>%s</td><td>%s</td><td>%.4g %s</td><td>%s</td></tr>%n"
                    .formatted(
                            figure.id(),
                            escaped(figure.what()),
                            bound == null ? "" : escaped(bound.sign()) + " " + bound.limit(),
                            figure.value(),
                            figure.unit(),
                            pass == null ? "" : pass ? "pass" : "<b>fail</b>"));
        }
        page.append("</table>\n");
    }

    void drawings(String name, Outcome outcome) throws IOException {
        draw(name + "-completion.svg", Chart.completion(outcome));
        draw(name + "-links.svg", Chart.links(outcome));
        draw(name + "-load.svg", Chart.load(outcome));
    }

    private void draw(String file, String svg) throws IOException {
        Files.writeString(directory.resolve(file), svg);
        page.append(svg);
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** Returns the page. */
    Path write() throws IOException {
        Files.writeString(directory.resolve("simulate.json"), Json.of(figures));
        return Files.writeString(
                directory.resolve("simulate.html"),
                "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Larder, simulated</title>\n"
                        + "<style>body{font:14px sans-serif;margin:2em}td,th{padding:2px 12px;text-align:left}</style>\n"
                        + "<h1>Larder, simulated</h1>\n" + page);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
