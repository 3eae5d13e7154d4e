package dev.larder.bench.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a simulation showed. Seconds are virtual.
 *
 * @param nodeSeconds time at which each node of the layout was done; NaN if it never was, or wanted nothing
 * @param done times at which the healthy nodes were done, ascending
 * @param unfinished healthy nodes that were not
 * @param asks per transfer
 */
record Outcome(
        Scenario scenario,
        List<Point> curve,
        double[] nodeSeconds,
        double[] done,
        int unfinished,
        Traffic traffic,
        List<Traffic.Link> links,
        Layout layout,
        double asks,
        int leafOnly) {

    /** @param share of all pieces that arrived until then */
    record Point(double seconds, double share) {}

    static final class Curve {
        private final List<Point> points = new ArrayList<>();
        private final double total;

        Curve(Scenario scenario, long total) {
            this.total = Math.max(1, total);
            points.add(new Point(0, 0));
        }

        Point point(double seconds, long sum) {
            return new Point(seconds, sum / total);
        }

        void add(Point point) {
            points.add(point);
        }

        List<Point> points() {
            return List.copyOf(points);
        }
    }

    double quantile(double part) {
        return unfinished > 0 || done.length == 0
                ? Double.POSITIVE_INFINITY
                : done[Math.min(done.length - 1, (int) (part * done.length))];
    }

    double last() {
        return quantile(1);
    }

    double overBound() {
        return last() / scenario.bound();
    }

    double originCopies() {
        return traffic.origin() / scenario.pieces();
    }

    /** Bytes between domains of the widest level, of all bytes between nodes. */
    double acrossWidest() {
        double all = traffic.all();
        return all == 0 ? 0 : traffic.acrossWidest() / all;
    }

    /** What the busiest node uploaded, in copies of the Dataset. */
    double mostUploaded() {
        float most = 0;
        for (float pieces : traffic.uploaded) {
            most = Math.max(most, pieces);
        }
        return most / scenario.pieces();
    }
}
