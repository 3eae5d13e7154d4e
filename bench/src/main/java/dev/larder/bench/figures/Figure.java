package dev.larder.bench.figures;

import org.jspecify.annotations.Nullable;

/**
 * One row of a table. Immutable.
 *
 * @param bound null where the value only informs
 * @param unit of the bound and the value; empty for ratios and counts
 * @param peer what the peer reached in the same run; null where there is none
 */
public record Figure(
        String id,
        String what,
        @Nullable Bound bound,
        double value,
        String unit,
        @Nullable Peer peer) {

    /** What the value is held against. */
    public sealed interface Bound {
        double limit();

        boolean keeps(double value);

        String sign();
    }

    /** The value must not exceed it. */
    public record AtMost(double limit) implements Bound {
        @Override
        public boolean keeps(double value) {
            return value <= limit;
        }

        @Override
        public String sign() {
            return "<=";
        }
    }

    /** The value must reach it. */
    public record AtLeast(double limit) implements Bound {
        @Override
        public boolean keeps(double value) {
            return value >= limit;
        }

        @Override
        public String sign() {
            return ">=";
        }
    }

    /**
     * Both contestants as measured; their ratio often is the figure's value.
     *
     * @param ours Larder's own figure, in {@code unit} as the peer's
     */
    public record Peer(String name, double ours, double theirs, String unit) {}

    public static Figure atMost(double goal, String id, String what, double value, String unit) {
        return new Figure(id, what, new AtMost(goal), value, unit, null);
    }

    public static Figure atLeast(double goal, String id, String what, double value, String unit) {
        return new Figure(id, what, new AtLeast(goal), value, unit, null);
    }

    public static Figure inform(String id, String what, double value, String unit) {
        return new Figure(id, what, null, value, unit, null);
    }

    /** Without its goal where less was measured than the goal is for. */
    public Figure judgedIf(boolean full) {
        return full ? this : new Figure(id, what, null, value, unit, peer);
    }

    public Figure beside(Peer other) {
        return new Figure(id, what, bound, value, unit, other);
    }

    public @Nullable Double goal() {
        return bound == null ? null : bound.limit();
    }

    /** Null where there is no goal. */
    public @Nullable Boolean pass() {
        return bound == null ? null : bound.keeps(value);
    }

    public String row() {
        Boolean pass = pass();
        String verdict = pass == null ? "" : pass ? "pass" : "FAIL";
        return "%-5s %-74s %12s %12s %s%s"
                .formatted(
                        id,
                        what,
                        bound == null ? "" : bound.sign() + " " + text(bound.limit(), unit),
                        text(value, unit),
                        verdict,
                        peer == null ? "" : "  " + text(peer))
                .stripTrailing();
    }

    private static String text(Peer peer) {
        return "(Larder %s, %s %s)".formatted(text(peer.ours, peer.unit), peer.name, text(peer.theirs, peer.unit));
    }

    /** A number of this unit as tables show it. */
    public static String text(double number, String unit) {
        if (Double.isInfinite(number)) {
            return "never";
        }
        String digits = Math.abs(number) >= 1000 || number == Math.rint(number)
                ? "%,.0f".formatted(number)
                : "%.3f".formatted(number);
        return unit.isEmpty() ? digits : digits + " " + unit;
    }
}
