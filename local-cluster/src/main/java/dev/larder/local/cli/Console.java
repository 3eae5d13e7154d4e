package dev.larder.local.cli;

import dev.larder.local.machine.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees while something is done: phases with the time they took, steps inside them, and one line that
 * changes in place on a terminal and comes now and then elsewhere. Safe for several threads.
 */
final class Console implements Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean terminal;
    private final boolean steps;
    private @Nullable String live;
    private long printed;

    /** @param steps whether steps inside of phases are shown as lines of their own */
    Console(PrintStream out, boolean terminal, boolean steps) {
        this.out = out;
        this.terminal = terminal;
        this.steps = steps;
        this.printed = System.nanoTime() - BETWEEN_LINES.toNanos();
    }

    static Console standard(boolean steps) {
        var console = System.console();
        return new Console(System.out, console != null && console.isTerminal(), steps);
    }

    /** Does something and says how long it took. */
    <T> T phase(String what, Supplier<T> work) {
        long began = System.nanoTime();
        live(what);
        try {
            var result = work.get();
            line("%s (%.1f s)".formatted(what, (System.nanoTime() - began) / 1e9));
            return result;
        } catch (RuntimeException e) {
            line(what + ": failed");
            throw e;
        }
    }

    @Override
    public void step(String what) {
        if (steps || !terminal) {
            line("  " + what.strip());
        } else {
            live(what.strip());
        }
    }

    /** Shows a line that the next one replaces. */
    synchronized void live(String text) {
        if (terminal) {
            out.print("\r\033[K" + text);
            out.flush();
            live = text;
        } else if (System.nanoTime() - printed >= BETWEEN_LINES.toNanos()) {
            line(text);
        }
    }

    /** Shows a line that stays. */
    synchronized void line(String text) {
        if (live != null) {
            out.print("\r\033[K");
            live = null;
        }
        out.println(text);
        printed = System.nanoTime();
    }
}
