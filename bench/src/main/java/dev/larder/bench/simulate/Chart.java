package dev.larder.bench.simulate;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Drawings of an outcome as SVG. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int RIGHT = 30;
    private static final int BINS = 40;
    private static final int ROW = 34;
    private static final int NAMES = 210;
    private static final int AMOUNTS = 130;

    private static final NavigableMap<Double, String> UNITS = Collections.unmodifiableNavigableMap(
            new TreeMap<>(Map.of(1.0, "B", 1e6, "MB", 1e9, "GB", 1e12, "TB", 1e15, "PB")));

    private final StringBuilder svg = new StringBuilder();
    private final int height;

    private Chart(String title, int height) {
        this.height = height;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">%n",
                WIDTH, height, WIDTH, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        add("<text x=\"%d\" y=\"26\" font-size=\"15\" text-anchor=\"middle\">%s</text>%n", WIDTH / 2, safe(title));
    }

    /** Share of all pieces that arrived over time, and the line below which no schedule can be. */
    static String completion(Outcome outcome) {
        Scenario scenario = outcome.scenario();
        Chart chart = new Chart("Share of all pieces that arrived", HEIGHT);
        List<Outcome.Point> curve = outcome.curve();
        double bound = scenario.bound();
        double end = Math.max(curve.getLast().seconds(), bound);
        double ramp = scenario.everywhere() ? Math.max(0, bound - scenario.pieces() * scenario.pieceSeconds()) : 0;
        chart.axes(end, 1, "seconds of virtual time", true);
        chart.add(
                "<path d=\"M%.1f %.1f L%.1f %.1f\" stroke=\"#888\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\""
                        + " fill=\"none\"/>%n",
                x(ramp / end), chart.y(0), x(bound / end), chart.y(1));
        StringBuilder path = new StringBuilder();
        for (Outcome.Point point : curve) {
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f ",
                    path.isEmpty() ? "M" : "L",
                    x(point.seconds() / end),
                    chart.y(point.share())));
        }
        chart.add("<path d=\"%s\" stroke=\"#087f5b\" stroke-width=\"2.5\" fill=\"none\"/>%n", path);
        chart.legend(0, "#087f5b", "", "simulated");
        chart.legend(1, "#888", "6 4", "bound: no schedule is faster");
        return chart.end();
    }

    private void legend(int row, String colour, String dashes, String text) {
        int y = TOP + 14 + row * 20;
        add(
                "<path d=\"M%d %d h28\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\"/>%n",
                LEFT + 14, y - 4, colour, dashes.isEmpty() ? "none" : dashes);
        text(LEFT + 50, y, "start", text);
    }

    /** How many nodes uploaded how much, in copies of the Dataset where every node gets one, else in pieces. */
    static String load(Outcome outcome) {
        boolean copies = outcome.scenario().everywhere();
        Chart chart = new Chart("How much a node sent to others", HEIGHT);
        double unit = copies ? outcome.scenario().pieces() : 1;
        double most = Math.max(1e-9, outcome.mostUploaded() * outcome.scenario().pieces() / unit);
        int[] bins = new int[BINS];
        for (float pieces : outcome.traffic().uploaded) {
            bins[(int) Math.min(BINS - 1, pieces / unit / most * BINS)]++;
        }
        int highest = 1;
        for (int bin : bins) {
            highest = Math.max(highest, bin);
        }
        chart.axes(most, highest, copies ? "copies of the dataset" : "pieces", false);
        chart.text(LEFT, TOP - 8, "middle", "nodes");
        for (int i = 0; i < BINS; i++) {
            // A few nodes among thousands would be less than a pixel; they are what one looks for.
            double top = bins[i] == 0 ? chart.y(0) : Math.min(chart.y((double) bins[i] / highest), chart.y(0) - 2);
            chart.add(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#1c7ed6\"/>%n",
                    x((double) i / BINS), top, x(1.0 / BINS) - x(0) - 1, chart.y(0) - top);
        }
        return chart.end();
    }

    /** Bytes per class of link; lengths are logarithmic, because classes differ by orders of magnitude. */
    static String links(Outcome outcome) {
        List<Traffic.Link> links = outcome.links();
        Chart chart = new Chart("Bytes per class of link (each mark is ten times more)", TOP + links.size() * ROW + 30);
        double piece = outcome.scenario().pieceBytes();
        double most = links.stream().mapToDouble(Traffic.Link::pieces).max().orElse(1) * piece;
        double decades = Math.max(1, Math.ceil(Math.log10(Math.max(10, most))));
        double least = Math.max(0, decades - 8);
        double width = WIDTH - NAMES - AMOUNTS - 20;
        for (double decade = least; decade <= decades; decade++) {
            double at = NAMES + (decade - least) / (decades - least) * width;
            chart.add("<path d=\"M%.1f %d V%d\" stroke=\"#ddd\"/>%n", at, TOP - 6, TOP + links.size() * ROW);
        }
        int row = 0;
        for (Traffic.Link link : links) {
            double bytes = link.pieces() * piece;
            double length = bytes < 1 ? 0 : Math.max(0, (Math.log10(bytes) - least) / (decades - least) * width);
            int y = TOP + row++ * ROW;
            chart.text(NAMES - 10, y + 15, "end", link.name());
            chart.add("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"20\" fill=\"#e8590c\"/>%n", NAMES, y, length);
            chart.text(NAMES + (int) length + 8, y + 15, "start", bytes(bytes));
        }
        return chart.end();
    }

    static String bytes(double bytes) {
        Map.Entry<Double, String> unit = UNITS.floorEntry(bytes);
        return unit == null || bytes < 0.5
                ? "none"
                : String.format(Locale.ROOT, "%.4g %s", bytes / unit.getKey(), unit.getValue());
    }

    private void axes(double right, double top, String what, boolean percent) {
        double step = step(right / 6);
        for (double at = 0; at <= right * 1.0001; at += step) {
            add("<path d=\"M%.1f %.1f v5\" stroke=\"black\"/>%n", x(at / right), y(0));
            text((int) x(at / right), (int) y(0) + 20, "middle", number(at, step));
        }
        double tall = percent ? 0.25 : step(top / 4);
        for (double at = 0; at <= top * 1.0001; at += tall) {
            add("<path d=\"M%.1f %.1f H%.1f\" stroke=\"#e3e3e3\"/>%n", x(0), y(at / top), x(1));
            text(
                    LEFT - 8,
                    (int) y(at / top) + 4,
                    "end",
                    percent ? "%.0f %%".formatted(at * 100) : "%,.0f".formatted(at));
        }
        add("<path d=\"M%.1f %.1f V%.1f H%.1f\" stroke=\"black\" fill=\"none\"/>%n", x(0), y(1), y(0), x(1));
        text((int) x(0.5), height - 16, "middle", what);
    }

    /** The next larger of 1, 2 and 5 times a power of ten. */
    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double number, double step) {
        return String.format(Locale.ROOT, step >= 1 ? "%,.0f" : step >= 0.1 ? "%.1f" : "%.2f", number);
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private double y(double share) {
        return height - BOTTOM - share * (height - BOTTOM - TOP);
    }

    private void text(int x, int y, String anchor, String text) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, safe(text));
    }

    private static String safe(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    private String end() {
        return svg.append("</svg>\n").toString();
    }
}
