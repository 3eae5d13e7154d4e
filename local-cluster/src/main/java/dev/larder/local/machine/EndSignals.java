package dev.larder.local.machine;

import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals by which a process is asked to end. Java obeys them by itself, until a native library puts handlers of
 * its own in place of Java's and never gives them back: then Ctrl-C is lost, and with it everything that was to be
 * cleaned up.
 */
public final class EndSignals {
    private static final List<String> NAMES = List.of("HUP", "INT", "TERM");
    /** What shells expect of a process that a signal ended. */
    private static final int EXIT_CODE = 128;

    private EndSignals() {}

    /** From now on each of them ends this process, after its shutdown hooks, unless it was started to ignore it. */
    public static void obey() {
        for (var name : NAMES) {
            var signal = new Signal(name);
            var before = Signal.handle(signal, received -> System.exit(EXIT_CODE + received.getNumber()));
            if (before.equals(SignalHandler.SIG_IGN)) {
                Signal.handle(signal, before);
            }
        }
    }
}
