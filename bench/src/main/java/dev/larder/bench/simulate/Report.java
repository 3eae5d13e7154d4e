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
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Larder, simulated</title>
            <style>
            body{font:15px/1.45 sans-serif;margin:2em auto;max-width:60em;padding:0 1em;color:#222}
            table{border-collapse:collapse;margin:1em 0}td,th{padding:3px 14px 3px 0;text-align:left;border-bottom:1px solid #ddd}
            td.n{text-align:right;white-space:nowrap}.pass{color:#087f5b}.fail{color:#c92a2a;font-weight:bold}
            svg{display:block;max-width:100%;height:auto;margin:1em 0;border:1px solid #ddd}
            </style>
            <h1>Larder, simulated</h1>
            <p>Larder keeps data on the disks of the nodes that read it. A dataset at scope <i>Node</i> goes to every node; nodes get
            it from each other, so that the origin (a storage account) sends each byte once. This page shows how long that takes in
            clusters of many nodes. Time is virtual: links, failures and the passing of time are modelled; who fetches what
            from whom is decided by the code that Larder's cache nodes and operator run.</p>
            <p>Words: a dataset is cut into <i>pieces</i>. The <i>bound</i> is the time below which no schedule can stay: the time of all
            pieces through one node's link, and of as many doublings as it takes until the last node has one. <i>Copies</i> are
            bytes divided by the dataset's. A <i>cell</i> is a group of neighbouring nodes. A node that is
            slow is called <i>leaf-only</i>: nobody fetches from it. p99 is the time after which 99 of 100 nodes were done.</p>
            """;

    private final Path directory;
    private final List<Figure> figures = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    Report(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    void section(String title, String about, List<Figure> rows) {
        figures.addAll(rows);
        page.append("<h2>").append(escaped(title)).append("</h2>\n");
        page.append("<p>").append(escaped(about)).append("</p>\n<table>\n");
        page.append("<tr><th>goal</th><th>what</th><th>must be</th><th>is</th><th></th></tr>\n");
        for (Figure figure : rows) {
            Boolean pass = figure.pass();
            Figure.Bound bound = figure.bound();
            page.append("<tr><td>%s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td></tr>%n"
                    .formatted(
                            figure.id(),
                            escaped(figure.what()),
                            bound == null
                                    ? ""
                                    : escaped(bound.sign() + " " + Figure.text(bound.limit(), figure.unit())),
                            Figure.text(figure.value(), figure.unit()),
                            pass == null
                                    ? ""
                                    : pass ? "<span class=\"pass\">pass</span>" : "<span class=\"fail\">FAIL</span>"));
        }
        page.append("</table>\n");
    }

    void note(String text) {
        page.append("<p>").append(escaped(text)).append("</p>\n");
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
        return Files.writeString(directory.resolve("simulate.html"), HEAD + page + "</html>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
