package dev.larder.bench.simulate;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Tells of a simulation while it runs: at every tenth, and when nothing was said for a while. Used by one thread. */
final class Progress {
    private static final double SILENT_SECONDS = 15;
    private static final int PARTS = 10;

    private final PrintStream out;
    private final LongSupplier clock;
    private final long began;
    private double toldAt;
    private int tenths;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    Progress(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
        this.began = clock.getAsLong();
    }

    /** Of real time, since the beginning. */
    double seconds() {
        return (clock.getAsLong() - began) / 1e9;
    }

    /** It is decided who brings what, which says something only where that took long. */
    void placed() {
        if (seconds() - toldAt > SILENT_SECONDS) {
            toldAt = seconds();
            out.printf("  all pieces are placed (%.0f s of real time)%n", toldAt);
        }
    }

    void hear(Outcome.Point point) {
        int reached = (int) (point.share() * PARTS);
        double now = seconds();
        if (reached == tenths && now - toldAt < SILENT_SECONDS) {
            return;
        }
        String part = reached > tenths ? "%3.0f %%" : "%5.1f %%";
        tenths = reached;
        toldAt = now;
        out.printf(
                "  " + part + " arrived after %.1f s of virtual time (%.0f s of real time)%n",
                point.share() * 100,
                point.seconds(),
                now);
    }
}
