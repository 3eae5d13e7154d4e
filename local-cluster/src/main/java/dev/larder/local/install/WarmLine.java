package dev.larder.local.install;

import dev.larder.crds.dataset.DatasetStatus;
import java.util.Locale;

/** One line about how warm a Dataset is. */
public final class WarmLine {
    private static final long KIB = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private WarmLine() {}

    /** Such as {@code Warm 57 %  146/256 MiB  81 MiB/s  ETA 2 s}; why, while there is nothing to measure. */
    public static String of(DatasetState state) {
        var status = state.status().orElse(null);
        if (status == null || status.warmPercent() == null || status.requiredBytes() == null) {
            return "Warm -  " + state.why();
        }
        var line = new StringBuilder("Warm %d %%  %s".formatted(status.warmPercent(), bytes(status)));
        if (status.bytesPerSecond() != null && status.bytesPerSecond() > 0 && !state.warm()) {
            line.append("  ").append(size(status.bytesPerSecond())).append("/s");
        }
        if (status.etaSeconds() != null && !state.warm()) {
            line.append("  ETA ").append(seconds(status.etaSeconds()));
        }
        return line.toString();
    }

    private static String bytes(DatasetStatus status) {
        long required = status.requiredBytes() == null ? 0 : status.requiredBytes();
        long warmed = status.warmedBytes() == null ? 0 : status.warmedBytes();
        int unit = unit(required);
        return in(warmed, unit) + "/" + in(required, unit) + " " + UNITS[unit];
    }

    /** With the unit that leaves one to four digits before the point. */
    public static String size(long bytes) {
        int unit = unit(bytes);
        return in(bytes, unit) + " " + UNITS[unit];
    }

    private static int unit(long bytes) {
        int unit = 0;
        for (long rest = bytes; rest >= 10 * KIB && unit < UNITS.length - 1; rest /= KIB) {
            unit++;
        }
        return unit;
    }

    private static String in(long bytes, int unit) {
        return String.format(Locale.ROOT, "%.0f", bytes / Math.pow(KIB, unit));
    }

    private static String seconds(long seconds) {
        return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
    }
}
