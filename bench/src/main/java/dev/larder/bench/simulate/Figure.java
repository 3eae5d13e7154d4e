package dev.larder.bench.simulate;

import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param goal that the value must not exceed; null where it only informs
 * @param unit of goal and value; empty for ratios and counts
 */
record Figure(String id, String what, @Nullable Double goal, double value, String unit) {
    static Figure atMost(double goal, String id, String what, double value, String unit) {
        return new Figure(id, what, goal, value, unit);
    }

    static Figure inform(String id, String what, double value, String unit) {
        return new Figure(id, what, null, value, unit);
    }

    /** Null where there is no goal. */
    @Nullable
    Boolean pass() {
        return goal == null ? null : value <= goal;
    }

    String row() {
        String verdict = goal == null ? "" : value <= goal ? "pass" : "FAIL";
        return "%-5s %-74s %12s %12s %s"
                .formatted(id, what, goal == null ? "" : "<= " + text(goal), text(value), verdict)
                .stripTrailing();
    }

    private String text(double number) {
        if (Double.isInfinite(number)) {
            return "never";
        }
        String digits = Math.abs(number) >= 1000 || number == Math.rint(number)
                ? "%,.0f".formatted(number)
                : "%.3f".formatted(number);
        return unit.isEmpty() ? digits : digits + " " + unit;
    }
}
