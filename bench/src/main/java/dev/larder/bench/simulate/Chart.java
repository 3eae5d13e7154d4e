package dev.larder.bench.simulate;

import java.util.List;
import java.util.Locale;

/** Drawings of an outcome as SVG. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int MARGIN = 60;
    private static final int BINS = 40;

    private final StringBuilder svg = new StringBuilder();

    private Chart(String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        text(WIDTH / 2, 24, "middle", title);
    }

    /** Share of all pieces that arrived over time, and the line below which no schedule can be. */
    static String completion(Outcome outcome) {
        Chart chart = new Chart("Arrived of " + outcome.scenario().title());
        List<Outcome.Point> curve = outcome.curve();
        double end = Math.max(curve.getLast().seconds(), outcome.scenario().bound());
        chart.axes("%.0f s".formatted(end), "100 %");
        double ramp = outcome.scenario().bound()
                - outcome.scenario().pieces() * outcome.scenario().pieceSeconds();
        chart.add(
                "<path d=\"M%.1f %.1f L%.1f %.1f\" stroke=\"#999\" stroke-dasharray=\"5 4\" fill=\"none\"/>%n",
                x(Math.max(0, ramp) / end), y(0), x(outcome.scenario().bound() / end), y(1));
        chart.text((int) x(outcome.scenario().bound() / end) - 4, 52, "end", "bound");
        StringBuilder path = new StringBuilder();
        for (Outcome.Point point : curve) {
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f ",
                    path.isEmpty() ? "M" : "L",
                    x(point.seconds() / end),
                    y(point.share())));
        }
        chart.add("<path d=\"%s\" stroke=\"#0b6\" stroke-width=\"2\" fill=\"none\"/>%n", path);
        return chart.end();
    }

    /** How many nodes uploaded how much, in copies of the Dataset. */
    static String load(Outcome outcome) {
        Chart chart = new Chart("Nodes by what they uploaded (copies)");
        double most = Math.max(1e-9, outcome.mostUploaded());
        int[] bins = new int[BINS];
        for (float pieces : outcome.traffic().uploaded) {
            double copies = pieces / outcome.scenario().pieces();
            bins[(int) Math.min(BINS - 1, copies / most * BINS)]++;
        }
        int highest = 1;
        for (int bin : bins) {
            highest = Math.max(highest, bin);
        }
        chart.axes("%.2f".formatted(most), "%,d".formatted(highest));
        for (int i = 0; i < BINS; i++) {
            double top = y((double) bins[i] / highest);
            chart.add(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#38c\"/>%n",
                    x((double) i / BINS), top, x(1.0 / BINS) - x(0) - 1, y(0) - top);
        }
        return chart.end();
    }

    /** Bytes per class of link; lengths are logarithmic, because classes differ by orders of magnitude. */
    static String links(Outcome outcome) {
        Chart chart = new Chart("Bytes per class of link (logarithmic)");
        double most = 1;
        for (Traffic.Link link : outcome.links()) {
            most = Math.max(most, link.pieces());
        }
        int row = 0;
        for (Traffic.Link link : outcome.links()) {
            double length = Math.log1p(link.pieces()) / Math.log1p(most) * (WIDTH - 420);
            int at = 50 + row++ * 32;
            chart.text(230, at + 15, "end", link.name());
            chart.add("<rect x=\"240\" y=\"%d\" width=\"%.1f\" height=\"20\" fill=\"#c73\"/>%n", at, length);
            double bytes = link.pieces() * outcome.scenario().pieceBytes();
            chart.text(246 + (int) length, at + 15, "start", "%.4g GB".formatted(bytes / 1e9));
        }
        return chart.end();
    }

    private void axes(String right, String top) {
        add("<path d=\"M%.1f %.1f V%.1f H%.1f\" stroke=\"black\" fill=\"none\"/>%n", x(0), y(1), y(0), x(1));
        text((int) x(1), (int) y(0) + 18, "end", right);
        text((int) x(0) - 4, (int) y(1) + 4, "end", top);
        text((int) x(0), (int) y(0) + 18, "middle", "0");
    }

    private static double x(double share) {
        return MARGIN + share * (WIDTH - 2 * MARGIN);
    }

    private static double y(double share) {
        return HEIGHT - MARGIN + share * (2 * MARGIN - HEIGHT);
    }

    private void text(int x, int y, String anchor, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, safe);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    private String end() {
        return svg.append("</svg>\n").toString();
    }
}
